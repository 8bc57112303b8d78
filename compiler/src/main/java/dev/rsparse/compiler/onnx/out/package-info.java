/// a graph, its weights and low-rank factors → an ONNX model of standard operators, for whole sequences; its file,
/// and the data file beside it.
package dev.rsparse.compiler.onnx.out;
