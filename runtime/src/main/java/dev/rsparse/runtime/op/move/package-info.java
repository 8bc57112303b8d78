/// tensors → tensors: ONNX operators that move, select or lay out elements and leave their values as they are.
package dev.rsparse.runtime.op.move;
