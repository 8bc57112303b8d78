package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.kernel.LayerNorm;
import dev.rsparse.runtime.tensor.Tensor;

/// Normalises groups of neighbouring channels of each picture: `(x - mean) / sqrt(variance + epsilon)`, times a
/// scale and plus a bias that each channel or each group has. Other types than f32 are computed as doubles.
final class ChannelNorm {

    private static final int LEAST = 1 << 14;

    private final String operator;
    private final float epsilon;
    private final Workers workers;
    private final Workers.Task task = this::groups;
    private Tensor x = Tensor.ABSENT;
    private Tensor scale = Tensor.ABSENT;
    private Tensor bias = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;
    private int groups;
    private int channels;
    private int plane;

    /// @param operator for messages
    ChannelNorm(String operator, float epsilon, Workers workers) {
        this.operator = operator;
        this.epsilon = epsilon;
        this.workers = workers;
    }

    /// Normalises `x` `[N,C,...]` in `groups` groups of channels.
    ///
    /// @param scale one for each channel or each group, as is `bias`
    void run(Tensor x, Tensor scale, Tensor bias, int groups, int weights, Tensor y) {
        boolean fits = x.rank() >= 2
                && groups > 0
                && x.dim(1) % groups == 0
                && scale.count() == weights
                && bias.count() == weights;
        if (!fits) {
            throw new IllegalArgumentException(operator + ": X " + x + ", scale " + scale + " and B " + bias
                    + " do not go together in " + groups + " groups");
        }
        Types.checkFloats(operator, "X", x);
        this.x = x;
        this.scale = scale;
        this.bias = bias;
        this.y = y;
        this.groups = groups;
        channels = x.dim(1) / groups;
        plane = x.count(2, x.rank());
        y.shapeLike(x);
        workers.share(x.dim(0) * groups, Math.max(1, LEAST / Math.max(1, channels * plane)), task);
    }

    private void groups(int from, int to, int member) {
        for (int group = from; group < to; group++) {
            if (x.type() == ElementType.F32) {
                floats(group);
            } else {
                numbers(group);
            }
        }
    }

    /// Where the scale and bias of a channel of a group are.
    private int weight(int group, int channel) {
        int inPicture = group % groups;
        return scale.count() == groups ? inPicture : inPicture * channels + channel;
    }

    private void floats(int group) {
        int width = channels * plane;
        int from = group * width;
        float[] values = x.floats();
        float mean = LayerNorm.sum(values, from, width) / width;
        float spread = LayerNorm.squares(values, from, width, mean) / width;
        double by = 1 / Math.sqrt(spread + epsilon);
        for (int c = 0; c < channels; c++) {
            int at = from + c * plane;
            float factor = (float) (by * scale.number(weight(group, c)));
            float shift = (float) bias.number(weight(group, c));
            Affine.apply(values, at, y.floats(), at, plane, mean, factor, shift);
        }
    }

    private void numbers(int group) {
        int width = channels * plane;
        int from = group * width;
        double sum = 0;
        for (int i = from; i < from + width; i++) {
            sum += x.number(i);
        }
        double mean = sum / width;
        double squares = 0;
        for (int i = from; i < from + width; i++) {
            squares += (x.number(i) - mean) * (x.number(i) - mean);
        }
        double by = 1 / Math.sqrt(squares / width + epsilon);
        for (int i = 0; i < width; i++) {
            int weight = weight(group, i / plane);
            double normed = (x.number(from + i) - mean) * by;
            y.setNumber(from + i, normed * scale.number(weight) + bias.number(weight));
        }
    }
}
