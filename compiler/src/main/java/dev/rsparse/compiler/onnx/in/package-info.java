/// ONNX model → tensor graph: which operators there are and what runs them, values with symbolic shapes, constants
/// folded by the operators themselves.
package dev.rsparse.compiler.onnx.in;
