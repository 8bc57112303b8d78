package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `y = (x - mean) / sqrt(variance + epsilon) * scale + B` for each channel of each picture; `epsilon` is 1e-5
/// unless given. Types: floats. Source: ONNX InstanceNormalization-6,-22.
public final class InstanceNormalization implements Operator {

    private final ChannelNorm norm;

    public InstanceNormalization(Settings settings) {
        this.norm = new ChannelNorm("InstanceNormalization", settings.number("epsilon", 1e-5f), settings.workers());
    }

    /// @param x `[N,C,...]`
    /// @param scale `[C]`, as is `b`
    public void run(Tensor x, Tensor scale, Tensor b, Tensor y) {
        int channels = x.rank() < 2 ? 0 : x.dim(1);
        norm.run(x, scale, b, channels, channels, y);
    }
}
