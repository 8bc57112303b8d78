package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// `x - log(sum(e^x))` along an axis: -1 from version 13 on; before, 1, and all axes from there on are one (ONNX
/// LogSoftmax-1, -11, -13).
public final class LogSoftmax extends LaneFunction {

    public LogSoftmax(Settings settings) {
        super(settings);
    }

    @Override
    void apply(float[] lane, int from, int n) {
        double logOfSum = LogSums.of(lane, from, n);
        for (int i = from; i < from + n; i++) {
            lane[i] = (float) (lane[i] - logOfSum);
        }
    }

    @Override
    void apply(double[] lane, int n) {
        double logOfSum = LogSums.of(lane, n);
        for (int i = 0; i < n; i++) {
            lane[i] -= logOfSum;
        }
    }
}
