package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// 1 at the greatest element along an axis, the first of several, and 0 elsewhere. The axis is -1 from version 13
/// on; before, it is 1, and all axes from there on are one (ONNX Hardmax-1, -11, -13).
public final class Hardmax extends LaneFunction {

    public Hardmax(Settings settings) {
        super(settings);
    }

    @Override
    void apply(float[] lane, int from, int n) {
        int most = from;
        for (int i = from + 1; i < from + n; i++) {
            most = lane[i] > lane[most] ? i : most;
        }
        for (int i = from; i < from + n; i++) {
            lane[i] = i == most ? 1 : 0;
        }
    }

    @Override
    void apply(double[] lane, int n) {
        int most = 0;
        for (int i = 1; i < n; i++) {
            most = lane[i] > lane[most] ? i : most;
        }
        for (int i = 0; i < n; i++) {
            lane[i] = i == most ? 1 : 0;
        }
    }
}
