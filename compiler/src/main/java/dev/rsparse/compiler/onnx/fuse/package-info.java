/// tensor graph → tensor graph that computes the same faster: weights laid as they are read, pictures with channels
/// last, products that do what follows them. In the order of [Fusion].
package dev.rsparse.compiler.onnx.fuse;
