/// an ONNX model, its sites, and how each is to be thinned → the model with sparse channels and low-rank
/// products in place of those linears, and all else as it was.
package dev.rsparse.compiler.onnx.rewrite;
