package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The discrete Fourier transform along an axis: `out[k] = Σ x[n]·exp(-2πi·kn/N)`, with the attribute `inverse`
/// that of `+2πi`, divided by `N`. The last axis of the input holds real numbers (extent 1) or real and imaginary
/// parts (2). `N` is `dft_length`, by default the extent: the input is cut, or filled with zeros. With the
/// attribute `onesided` places `0` to `N/2` alone are written, the others mirror them; with both attributes the
/// input is such a half, and the real numbers that it stems from are written (last extent 1). The axis is an
/// attribute in version 17 (default 1) and an input since 20 (default -2). Floats, computed as doubles and rounded
/// once. ONNX DFT-17,-20.
public final class DFT implements Operator {

    private final boolean inverse;
    private final boolean half;
    private final long axis;
    private final Spectra spectra = new Spectra("DFT");
    private int[] dims = {};

    public DFT(Settings settings) {
        this.inverse = settings.flag("inverse", false);
        this.half = settings.flag("onesided", false);
        this.axis = settings.integer("axis", settings.version() < 20 ? 1 : -2);
    }

    /// @param lengthInput `dft_length`, may be absent
    /// @param axisInput absent in version 17
    public void run(Tensor x, Tensor lengthInput, Tensor axisInput, Tensor out) {
        check(x);
        int along = Checks.axis(
                "DFT",
                axisInput.isPresent() ? Checks.single("DFT", "axis", axisInput).integer(0) : axis,
                x);
        if (along == x.rank() - 1) {
            throw new IllegalArgumentException("DFT: the last axis of " + x + " holds parts of numbers");
        }
        boolean mirrored = inverse && half;
        int extent = x.dim(along);
        int length = mirrored ? 2 * (extent - 1) : extent;
        if (lengthInput.isPresent()) {
            length = Checks.integer("DFT", "dft_length", lengthInput, 1);
        }
        if (length < 1) {
            throw new IllegalArgumentException("DFT: nothing to transform in axis " + along + " of " + x);
        }
        if (dims.length != x.rank()) {
            dims = new int[x.rank()];
        }
        for (int i = 0; i < dims.length; i++) {
            dims[i] = x.dim(i);
        }
        dims[along] = half && !inverse ? length / 2 + 1 : length;
        dims[dims.length - 1] = mirrored ? 1 : 2;
        out.shape(x.type(), dims);
        spectra.prepare(length, inverse, mirrored);
        int inner = x.count(along + 1, x.rank() - 1);
        int parts = x.dim(-1);
        for (int i = 0; i < x.count(0, along) * inner; i++) {
            int start = i / inner * extent * inner + i % inner;
            spectra.load(x, start * parts, inner * parts, extent, Tensor.ABSENT);
            int place = i / inner * dims[along] * inner + i % inner;
            spectra.store(out, place * out.dim(-1), inner * out.dim(-1), dims[along]);
        }
    }

    private static void check(Tensor x) {
        Checks.floats("DFT", "input", x);
        if (x.rank() < 2 || x.dim(-1) != 1 && x.dim(-1) != 2) {
            throw new IllegalArgumentException("DFT: input " + x + " has no last axis of real and imaginary parts");
        }
    }
}
