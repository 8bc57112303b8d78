/// checked model, policy and weights → a compiled model running in this process: the road that `run`, `eval` and
/// `calibrate` share.
package dev.rsparse.compiler.engine;
