/// tensors → tensors: ONNX operators that treat each element alone or with its partners in other tensors:
/// arithmetic, comparison, logic, bits, casts, activations.
package dev.rsparse.runtime.op.pointwise;
