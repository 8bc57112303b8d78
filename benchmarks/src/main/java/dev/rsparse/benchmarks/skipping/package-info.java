/// a shape and densities → emitted kernels over random weights → time and bytes read per product.
package dev.rsparse.benchmarks.skipping;
