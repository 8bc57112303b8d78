package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// `e^x / sum(e^x)` along an axis: -1 from version 13 on; before, 1, and all axes from there on are one (ONNX
/// Softmax-1, -11, -13).
public final class Softmax extends LaneFunction {

    public Softmax(Settings settings) {
        super(settings);
    }

    @Override
    void apply(float[] lane, int from, int n) {
        dev.rsparse.runtime.kernel.Softmax.normalise(lane, from, n);
    }

    @Override
    void apply(double[] lane, int n) {
        double logOfSum = LogSums.of(lane, n);
        for (int i = 0; i < n; i++) {
            lane[i] = Math.exp(lane[i] - logOfSum);
        }
    }
}
