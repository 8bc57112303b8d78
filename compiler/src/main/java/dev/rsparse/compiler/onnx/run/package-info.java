/// a model and inputs of it → what ONNX Runtime computes: thresholds for its linears, and how far a rewritten model
/// is from its original.
///
/// The one package that knows ONNX Runtime; in it, classes whose names begin with `Ort` alone name its classes.
package dev.rsparse.compiler.onnx.run;
