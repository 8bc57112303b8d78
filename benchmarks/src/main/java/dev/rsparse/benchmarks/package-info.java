/// command line → one of the benchmarks → a table or a JSON object on standard output; progress goes to standard error.
package dev.rsparse.benchmarks;
