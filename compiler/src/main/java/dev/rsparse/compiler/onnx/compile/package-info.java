/// ONNX model → class: the stages from the file to a graph that runs, in their order.
package dev.rsparse.compiler.onnx.compile;
