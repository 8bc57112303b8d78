/// tensors → tensors: ONNX operators that are sums of products: matrix products, convolutions, Einsum.
package dev.rsparse.runtime.op.linear;
