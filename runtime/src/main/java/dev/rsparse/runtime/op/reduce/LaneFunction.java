package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Operators that make each lane along an axis of floats one of the same length. From version 13 on `axis` is -1;
/// before it is 1, and all axes from there on are one lane.
abstract class LaneFunction implements Operator {

    /// Elements that are worth a thread's while.
    private static final int LEAST = 4 * 1024;

    private final Workers workers;
    private final Workers.Task task = this::lanes;
    private final boolean flattens;
    private final long axis;
    private final Lanes lanes = new Lanes();
    private final float[][] scratch;
    private double[] doubles = {};
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    LaneFunction(Settings settings) {
        this.workers = settings.workers();
        this.flattens = settings.version() < 13;
        this.axis = settings.integer("axis", flattens ? 1 : -1);
        this.scratch = new float[workers.size()][0];
    }

    /// Writes the result.
    ///
    /// @throws IllegalArgumentException for elements that are no floats, and an axis that the tensor does not have
    public void run(Tensor input, Tensor output) {
        Types.check(this, "input", input, Types.FLOATS);
        x = input;
        y = output;
        if (flattens) {
            lanes.from(this, x, axis);
        } else {
            lanes.along(this, x, axis, 1);
        }
        y.shapeLike(x);
        if (x.type() == ElementType.F64) {
            doubles();
            return;
        }
        workers.share(lanes.count(), Math.max(1, LEAST / Math.max(1, lanes.length())), task);
    }

    /// Replaces the `n` floats of a lane, one behind the other from `from` on.
    abstract void apply(float[] lane, int from, int n);

    /// Replaces the first `n` doubles of a lane.
    abstract void apply(double[] lane, int n);

    private void doubles() {
        int n = lanes.length();
        doubles = doubles.length < n ? new double[n] : doubles;
        for (int lane = 0; lane < lanes.count() && n > 0; lane++) {
            int first = lanes.first(lane);
            for (int i = 0; i < n; i++) {
                doubles[i] = x.doubles()[first + i * lanes.stride()];
            }
            apply(doubles, n);
            for (int i = 0; i < n; i++) {
                y.doubles()[first + i * lanes.stride()] = doubles[i];
            }
        }
    }

    private void lanes(int from, int to, int member) {
        int n = lanes.length();
        if (n == 0) {
            return;
        }
        if (x.type() == ElementType.F32 && lanes.stride() == 1) {
            System.arraycopy(x.floats(), from * n, y.floats(), from * n, (to - from) * n);
            for (int lane = from; lane < to; lane++) {
                apply(y.floats(), lane * n, n);
            }
            return;
        }
        if (scratch[member].length < n) {
            scratch[member] = new float[n];
        }
        for (int lane = from; lane < to; lane++) {
            gathered(lanes.first(lane), scratch[member]);
        }
    }

    private void gathered(int first, float[] lane) {
        int stride = lanes.stride();
        if (x.type() == ElementType.F32) {
            float[] in = x.floats();
            float[] out = y.floats();
            for (int i = 0; i < lanes.length(); i++) {
                lane[i] = in[first + i * stride];
            }
            apply(lane, 0, lanes.length());
            for (int i = 0; i < lanes.length(); i++) {
                out[first + i * stride] = lane[i];
            }
            return;
        }
        for (int i = 0; i < lanes.length(); i++) {
            lane[i] = (float) x.number(first + i * stride);
        }
        apply(lane, 0, lanes.length());
        for (int i = 0; i < lanes.length(); i++) {
            y.setNumber(first + i * stride, lane[i]);
        }
    }
}
