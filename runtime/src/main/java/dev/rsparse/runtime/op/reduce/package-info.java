/// tensors → tensors: ONNX operators that work along axes: sums and other reductions, running sums, softmax,
/// selection of the largest, losses, steps of training.
package dev.rsparse.runtime.op.reduce;
