package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// `Y = (X - mean) / (√variance + 1e-9)` over attribute `axes` (0, 2 and 3). Types: floats. Source: ONNX
/// MeanVarianceNormalization-9,-13.
public final class MeanVarianceNormalization implements Operator {

    private static final double EPSILON = 1e-9;

    private final long[] axes;
    private double[] means = {};
    private double[] spreads = {};
    private boolean[] reduced = {};

    public MeanVarianceNormalization(Settings settings) {
        this.axes = settings.integers("axes", 0, 2, 3);
    }

    /// @param x of any shape that has the axes
    /// @param y as `x`
    public void run(Tensor x, Tensor y) {
        Types.checkFloats("MeanVarianceNormalization", "X", x);
        if (reduced.length != x.rank()) {
            reduced = new boolean[x.rank()];
        }
        Arrays.fill(reduced, false);
        for (long axis : axes) {
            reduced[Shapes.axis(axis, x.rank())] = true;
        }
        int groups = 1;
        for (int axis = 0; axis < x.rank(); axis++) {
            groups *= reduced[axis] ? 1 : x.dim(axis);
        }
        if (means.length < groups) {
            means = new double[groups];
            spreads = new double[groups];
        }
        y.shapeLike(x);
        statistics(x, groups);
        for (int i = 0; i < x.count(); i++) {
            int group = group(x, i);
            y.setNumber(i, (x.number(i) - means[group]) / (spreads[group] + EPSILON));
        }
    }

    private void statistics(Tensor x, int groups) {
        Arrays.fill(means, 0, groups, 0);
        Arrays.fill(spreads, 0, groups, 0);
        int members = x.count() / Math.max(1, groups);
        for (int i = 0; i < x.count(); i++) {
            means[group(x, i)] += x.number(i) / members;
        }
        for (int i = 0; i < x.count(); i++) {
            int group = group(x, i);
            double part = x.number(i) - means[group];
            spreads[group] += part * part / members;
        }
        for (int i = 0; i < groups; i++) {
            spreads[i] = Math.sqrt(spreads[i]);
        }
    }

    /// The number of an element among those that differ in other axes than `axes`.
    private int group(Tensor x, int i) {
        int rest = i;
        int group = 0;
        int step = 1;
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            int place = rest % x.dim(axis);
            rest /= x.dim(axis);
            group += reduced[axis] ? 0 : place * step;
            step *= reduced[axis] ? 1 : x.dim(axis);
        }
        return group;
    }
}
