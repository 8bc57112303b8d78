package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// What turns a spectrum into bands that are equally wide to the ear: a matrix `[dft_length/2 + 1, num_mel_bins]`
/// of triangles, one for each band, which begin and end in the middle of their neighbours. Edges are equally far
/// apart on the scale `2595·log10(1 + hertz/700)`, then drawn to the spectrum's places `floor((dft_length +
/// 1)·hertz/sample_rate)`. The type is the attribute `output_datatype`, F32 by default; numbers are computed as
/// doubles. ONNX MelWeightMatrix-17.
public final class MelWeightMatrix implements Operator {

    private final ElementType type;

    public MelWeightMatrix(Settings settings) {
        this.type = Types.ofOnnx(settings.integer("output_datatype", 1));
    }

    /// @param lower edge of the first band in hertz
    /// @param upper edge of the last band in hertz
    public void run(Tensor bands, Tensor length, Tensor rate, Tensor lower, Tensor upper, Tensor out) {
        int count = Checks.integer("MelWeightMatrix", "num_mel_bins", bands, 0);
        int places = Checks.integer("MelWeightMatrix", "dft_length", length, 1);
        int samples = Checks.integer("MelWeightMatrix", "sample_rate", rate, 1);
        Checks.single("MelWeightMatrix", "lower_edge_hertz", lower);
        Checks.single("MelWeightMatrix", "upper_edge_hertz", upper);
        double low = mel(lower.number(0));
        double step = (mel(upper.number(0)) - low) / (count + 2);
        out.shape(type, places / 2 + 1, count);
        for (int i = 0; i < out.count(); i++) {
            out.setInteger(i, 0);
        }
        for (int band = 0; band < count; band++) {
            int left = place(low + band * step, places, samples);
            int middle = place(low + (band + 1) * step, places, samples);
            int right = place(low + (band + 2) * step, places, samples);
            if (left < 0 || left > middle || middle > right || right > out.dim(0)) {
                throw new IllegalArgumentException("MelWeightMatrix: no bands from " + lower.number(0) + " to "
                        + upper.number(0) + " hertz in a spectrum of " + samples + " samples a second");
            }
            triangle(out, band, left, middle, right);
        }
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    private static int place(double mel, int places, int samples) {
        double hertz = 700 * (Math.pow(10, mel / 2595) - 1);
        return (int) Math.floor((places + 1.0) * hertz / samples);
    }

    private static void triangle(Tensor out, int band, int left, int middle, int right) {
        int width = out.dim(1);
        for (int i = left; i <= middle && i < out.dim(0); i++) {
            out.setNumber(i * width + band, left == middle ? 1 : (double) (i - left) / (middle - left));
        }
        for (int i = middle; i < right; i++) {
            out.setNumber(i * width + band, (double) (right - i) / (right - middle));
        }
    }
}
