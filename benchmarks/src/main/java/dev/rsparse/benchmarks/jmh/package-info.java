/// kernels beside their scalar twins → times per call, by JMH.
package dev.rsparse.benchmarks.jmh;
