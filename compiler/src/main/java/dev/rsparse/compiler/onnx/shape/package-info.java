/// Tensor graph → what is known of its values before it runs: types, extents, and numbers that extents are made of.
package dev.rsparse.compiler.onnx.shape;
