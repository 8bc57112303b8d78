/// a `.rsp` file and a checkpoint → the dense and the thinned model → tokens per second of both.
package dev.rsparse.benchmarks.decode;
