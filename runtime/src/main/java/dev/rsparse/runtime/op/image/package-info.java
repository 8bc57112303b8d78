/// tensors → tensors: ONNX operators on pictures and signals: resizing, sampling, windows, Fourier transforms.
package dev.rsparse.runtime.op.image;
