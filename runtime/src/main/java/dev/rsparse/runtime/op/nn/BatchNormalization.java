package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = (X - mean) / sqrt(variance + epsilon) * scale + B` for each channel; `epsilon` is 1e-5 unless given. With
/// `training_mode` 1 (version 14 and on) mean and variance are those of `X` itself, and the running ones come out
/// as `given * momentum + own * (1 - momentum)`, `momentum` being 0.9 unless given. Types: floats. What versions 7
/// and 9 compute for training comes out of no trained model: their further outputs are refused. Source: ONNX
/// BatchNormalization-7,-9,-14,-15.
public final class BatchNormalization implements Operator {

    private static final int LEAST = 1 << 14;

    private final float epsilon;
    private final float momentum;
    private final boolean training;
    private final Workers workers;
    private final Workers.Task task = this::planes;
    private Tensor x = Tensor.ABSENT;
    private Tensor scale = Tensor.ABSENT;
    private Tensor bias = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;
    private double[] means = {};
    private double[] variances = {};
    private int channels;
    private int plane;

    public BatchNormalization(Settings settings) {
        this.epsilon = settings.number("epsilon", 1e-5f);
        this.momentum = settings.number("momentum", 0.9f);
        this.training = settings.flag("training_mode", false);
        this.workers = settings.workers();
    }

    /// @param x `[N,C,...]`, or `[N]` with one channel
    /// @param scale `[C]`, as are `b`, `mean` and `variance`
    /// @param runningMean absent unless training, as is `runningVariance`; the two after them belong to version 7
    ///     and must be absent
    public void run(
            Tensor x,
            Tensor scale,
            Tensor b,
            Tensor mean,
            Tensor variance,
            Tensor y,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor savedMean,
            Tensor savedVariance) {
        channels = x.rank() < 2 ? 1 : x.dim(1);
        plane = x.rank() < 2 ? 1 : x.count(2, x.rank());
        check(x, scale, b, mean, variance);
        boolean more = runningMean.isPresent() || runningVariance.isPresent();
        if (savedMean.isPresent() || savedVariance.isPresent() || more && !training) {
            throw new IllegalArgumentException("BatchNormalization: only Y comes out unless training_mode is 1");
        }
        this.x = x;
        this.scale = scale;
        this.bias = b;
        this.y = y;
        if (means.length < channels) {
            means = new double[channels];
            variances = new double[channels];
        }
        for (int c = 0; c < channels; c++) {
            means[c] = training ? ownMean(c) : mean.number(c);
            variances[c] = training ? ownVariance(c) : variance.number(c);
        }
        y.shapeLike(x);
        int pictures = x.rank() == 0 ? 1 : x.dim(0);
        workers.share(pictures * channels, Math.max(1, LEAST / Math.max(1, plane)), task);
        running(mean, means, runningMean);
        running(variance, variances, runningVariance);
    }

    private void check(Tensor x, Tensor... weights) {
        Types.checkFloats("BatchNormalization", "X", x);
        for (Tensor weight : weights) {
            if (weight.count() != channels) {
                throw new IllegalArgumentException("BatchNormalization: X " + x + " has " + channels
                        + " channels, but scale, B, mean or variance is " + weight);
            }
        }
    }

    private double ownMean(int c) {
        double sum = 0;
        for (int at = c * plane; at < x.count(); at += channels * plane) {
            for (int i = at; i < at + plane; i++) {
                sum += x.number(i);
            }
        }
        return sum / (x.count() / channels);
    }

    private double ownVariance(int c) {
        double sum = 0;
        for (int at = c * plane; at < x.count(); at += channels * plane) {
            for (int i = at; i < at + plane; i++) {
                sum += (x.number(i) - means[c]) * (x.number(i) - means[c]);
            }
        }
        return sum / (x.count() / channels);
    }

    private void running(Tensor given, double[] own, Tensor out) {
        if (out.isPresent()) {
            out.shapeLike(given);
            for (int c = 0; c < channels; c++) {
                out.setNumber(c, given.number(c) * momentum + own[c] * (1 - momentum));
            }
        }
    }

    private void planes(int from, int to, int member) {
        for (int index = from; index < to; index++) {
            int c = index % channels;
            int at = index * plane;
            double factor = scale.number(c) / Math.sqrt(variances[c] + epsilon);
            if (x.type() == ElementType.F32) {
                Affine.apply(x.floats(), at, y.floats(), at, plane, (float) means[c], (float) factor, (float)
                        bias.number(c));
            } else {
                for (int i = at; i < at + plane; i++) {
                    y.setNumber(i, (x.number(i) - means[c]) * factor + bias.number(c));
                }
            }
        }
    }
}
