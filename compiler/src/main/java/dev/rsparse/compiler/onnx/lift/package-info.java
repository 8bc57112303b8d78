/// Tensor graph of a sequence model or a perceptron → the text of a model of layers, and its weights.
package dev.rsparse.compiler.onnx.lift;
