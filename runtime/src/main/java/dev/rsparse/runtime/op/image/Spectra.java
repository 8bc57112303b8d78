package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Transforms one signal after another that lie in tensors of real numbers, or of real and imaginary parts side by
/// side.
final class Spectra {

    private final String operator;
    private Fourier fourier = new Fourier(1);
    private double[] real = {};
    private double[] imaginary = {};
    private boolean inverse;
    private boolean mirrored;

    Spectra(String operator) {
        this.operator = operator;
    }

    /// Says what the next transforms are like.
    ///
    /// @param mirror whether signals are first halves, whose other halves are their conjugates in reverse
    void prepare(int length, boolean back, boolean mirror) {
        inverse = back;
        mirrored = mirror;
        if (fourier.length() != length) {
            fourier = new Fourier(length);
        }
        if (real.length < length) {
            real = new double[length];
            imaginary = new double[length];
        }
    }

    /// Reads `count` numbers, `step` elements apart, whose parts the last axis of `x` holds, and multiplies each by
    /// that of a window, if there is one. What is too much is left out, what is missing is 0.
    void load(Tensor x, int start, int step, int count, Tensor window) {
        int length = fourier.length();
        boolean complex = x.dim(-1) == 2;
        int given = Math.min(count, mirrored ? length / 2 + 1 : length);
        Arrays.fill(real, 0, length, 0);
        Arrays.fill(imaginary, 0, length, 0);
        for (int i = 0; i < given; i++) {
            double factor = window.isPresent() ? window.number(i) : 1;
            real[i] = factor * x.number(start + i * step);
            imaginary[i] = complex ? factor * x.number(start + i * step + 1) : 0;
        }
        for (int i = length / 2 + 1; mirrored && i < length; i++) {
            real[i] = real[length - i];
            imaginary[i] = -imaginary[length - i];
        }
        if (inverse) {
            fourier.transform(imaginary, real);
        } else {
            fourier.transform(real, imaginary);
        }
    }

    /// Writes the first `count` numbers of what was read last, transformed.
    void store(Tensor out, int start, int step, int count) {
        if (count > fourier.length()) {
            throw new IllegalStateException(operator + ": more places than a transform has");
        }
        double factor = inverse ? 1.0 / fourier.length() : 1;
        for (int i = 0; i < count; i++) {
            out.setNumber(start + i * step, factor * real[i]);
            if (out.dim(-1) == 2) {
                out.setNumber(start + i * step + 1, factor * imaginary[i]);
            }
        }
    }
}
