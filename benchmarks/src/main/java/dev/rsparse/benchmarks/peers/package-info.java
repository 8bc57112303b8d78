/// Shapes, formats and peers → the same decode by each of them, in turns → a table and a chart.
package dev.rsparse.benchmarks.peers;
