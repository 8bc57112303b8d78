/// a folder of weights → Jlama reads a prompt and decodes → tokens per second.
package dev.rsparse.benchmarks.peers.jlama;
