/// compiled models → decode and prefill in alternating rounds, beside the memory's read bandwidth → medians with
/// their spread, and whether anything disturbed them.
package dev.rsparse.compiler.bench;
