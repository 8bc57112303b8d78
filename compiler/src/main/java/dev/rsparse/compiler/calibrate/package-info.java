/// graph, weights and calibration tokens → thresholds → the lock file. What the dense model's activations look
/// like, kept small enough for every linear of a model at once.
package dev.rsparse.compiler.calibrate;
