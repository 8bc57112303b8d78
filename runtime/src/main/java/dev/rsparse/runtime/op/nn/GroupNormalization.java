package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// `y = (x - mean) / sqrt(variance + epsilon) * scale + bias` over each of `num_groups` groups of a picture's
/// channels; `epsilon` is 1e-5 unless given. Up to version 20 there is a scale and a bias for each group, from 21
/// on for each channel. Types: floats. Source: ONNX GroupNormalization-18,-21.
public final class GroupNormalization implements Operator {

    private static final int FIRST_BY_CHANNEL = 21;

    private final ChannelNorm norm;
    private final int groups;
    private final boolean byChannel;

    public GroupNormalization(Settings settings) {
        this.norm = new ChannelNorm("GroupNormalization", settings.number("epsilon", 1e-5f), settings.workers());
        this.groups = Shapes.extent(settings.integer("num_groups", 1));
        this.byChannel = settings.version() >= FIRST_BY_CHANNEL;
    }

    /// @param x `[N,C,...]`
    /// @param scale one for each group or channel, as is `bias`
    public void run(Tensor x, Tensor scale, Tensor bias, Tensor y) {
        int channels = x.rank() < 2 ? 0 : x.dim(1);
        norm.run(x, scale, bias, groups, byChannel ? channels : groups, y);
    }
}
