/// shapes and formats → emitted kernels over random weights that no cache holds → share of the memory's read bandwidth.
package dev.rsparse.benchmarks.kernels;
