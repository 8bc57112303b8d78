package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `output = (s - mean) / sqrt(variance + epsilon) * gamma + beta` over the last axis, where `s = input + skip +
/// bias`; `epsilon` is 1e-12 unless given. Types: floats; 16 bits are computed as doubles. Source: ONNX Runtime
/// com.microsoft SkipLayerNormalization-1.
public final class SkipLayerNormalization implements Operator {

    private final SkipSum sums;
    private final RowNorm norm;

    public SkipLayerNormalization(Settings settings) {
        this.sums = new SkipSum("SkipLayerNormalization", settings.workers());
        this.norm = new RowNorm("SkipLayerNormalization", true, settings.number("epsilon", 1e-12f), settings.workers());
    }

    /// @param input `[...,D]`
    /// @param skip as `input`, or without the outermost axes, or with extents 1 there
    /// @param gamma `[D]`
    /// @param bias `[D]`, or absent
    /// @param mean for each row, or absent; so are `inverse`, what rows were multiplied by, and `sum`, as `input`
    public void run(
            Tensor input,
            Tensor skip,
            Tensor gamma,
            Tensor beta,
            Tensor bias,
            Tensor output,
            Tensor mean,
            Tensor inverse,
            Tensor sum) {
        Tensor added = sums.of(input, skip, bias, sum);
        norm.run(added, added.rank() - 1, gamma, beta, output, mean, inverse);
    }
}
