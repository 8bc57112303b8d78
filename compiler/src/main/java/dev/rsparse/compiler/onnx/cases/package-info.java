/// folders of test cases → results: models with recorded inputs and outputs, laid out as the ONNX backend suite
/// lays them out, compiled and compared.
package dev.rsparse.compiler.onnx.cases;
