package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `output = s / sqrt(mean(s²) + epsilon) * gamma` over the last axis, where `s = input + skip + bias`; `epsilon`
/// is 1e-12 unless given. Types: floats; 16 bits are computed as doubles. Source: ONNX Runtime com.microsoft
/// SkipSimplifiedLayerNormalization-1.
public final class SkipSimplifiedLayerNormalization implements Operator {

    private final SkipSum sums;
    private final RowNorm norm;

    public SkipSimplifiedLayerNormalization(Settings settings) {
        this.sums = new SkipSum("SkipSimplifiedLayerNormalization", settings.workers());
        this.norm = new RowNorm(
                "SkipSimplifiedLayerNormalization", false, settings.number("epsilon", 1e-12f), settings.workers());
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
            Tensor bias,
            Tensor output,
            Tensor mean,
            Tensor inverse,
            Tensor sum) {
        Tensor added = sums.of(input, skip, bias, sum);
        norm.run(added, added.rank() - 1, gamma, Tensor.ABSENT, output, mean, inverse);
    }
}
