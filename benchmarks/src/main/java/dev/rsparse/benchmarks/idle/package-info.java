/// a session on several threads that does nothing → the processor time that its threads take.
package dev.rsparse.benchmarks.idle;
