/// tensors → tensors: ONNX operators on quantised numbers.
package dev.rsparse.runtime.op.quantize;
