/// a model of random weights → its packed weight file → how fast, and with how much memory.
package dev.rsparse.benchmarks.convert;
