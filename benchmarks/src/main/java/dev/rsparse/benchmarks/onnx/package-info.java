/// ONNX models → how fast their classes are beside ONNX Runtime.
package dev.rsparse.benchmarks.onnx;
