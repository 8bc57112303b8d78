/// Tensor graph → tensor graph in which what exporters spell out in many small operators is one operator again:
/// normalisations, activations, rotary embeddings, attention. What nearly was one is told with its reason.
package dev.rsparse.compiler.onnx.recognise;
