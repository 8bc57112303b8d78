/// things to time → samples taken in turns → medians with their spread, and whether anything disturbed them.
package dev.rsparse.compiler.bench;
