/// tensors → tensors: ONNX operators of neural networks: normalisation, attention, pooling, recurrent cells.
package dev.rsparse.runtime.op.nn;
