/// dense graph, calibration windows and a budget → how much of each linear to leave out: sensitivities, searchers
/// and the thresholds of what they found.
package dev.rsparse.compiler.tune;
