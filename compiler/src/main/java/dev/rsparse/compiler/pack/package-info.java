/// weights, factors and [dev.rsparse.compiler.schedule.WeightLayout] → packed weights, in memory or as a weight
/// file.
package dev.rsparse.compiler.pack;
