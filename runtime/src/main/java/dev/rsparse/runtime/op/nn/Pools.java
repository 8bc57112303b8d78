package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.linear.Window;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// What pooling operators share: a window that moves over each plane of pictures `[N,C,...]`, and gives one number
/// at each step.
abstract class Pools {

    private static final int LEAST = 1 << 12;

    private final String operator;
    private final Workers workers;
    private final Workers.Task task = this::planes;
    final Window window;
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    // One for each thread.
    private final int[][] ranges;

    Pools(String operator, Settings settings) {
        this.operator = operator;
        this.workers = settings.workers();
        this.window = new Window(operator, settings);
        this.ranges = new int[workers.size()][2 * Window.AXES];
    }

    /// Shapes `y` for pooling `x`.
    final void shape(Tensor x, Tensor y) {
        window.of(x);
        window.shape(y, x, x.dim(1));
    }

    /// Pools `x` to `y`, which has its shape.
    final void pool(Tensor x, Tensor y) {
        this.x = x;
        this.y = y;
        int work = window.outPlane() * window.taps();
        workers.share(x.count(0, 2), Math.max(1, LEAST / Math.max(1, work)), task);
    }

    final IllegalArgumentException wrongType(Tensor x) {
        return new IllegalArgumentException(operator + ": X " + x + " is of no type that is pooled");
    }

    private void planes(int from, int to, int member) {
        int[] range = ranges[member];
        for (int plane = from; plane < to; plane++) {
            int out = plane * window.outPlane();
            for (int z = 0; z < window.out(0); z++) {
                for (int row = 0; row < window.out(1); row++) {
                    for (int column = 0; column < window.out(2); column++) {
                        clip(range, 0, z);
                        clip(range, 1, row);
                        clip(range, 2, column);
                        step(x, y, plane * window.inPlane(), range, out++, z, row, column);
                    }
                }
            }
        }
    }

    /// Sets the first and the last place of the picture that the window meets on an axis; the last exclusive.
    private void clip(int[] range, int axis, int number) {
        int at = window.at(axis, number);
        int dilation = window.dilation(axis);
        int end = at + window.kernel(axis) * dilation;
        range[2 * axis] = at >= 0 ? at : at + Math.ceilDiv(-at, dilation) * dilation;
        range[2 * axis + 1] = Math.min(end, window.in(axis));
    }

    /// Makes number `to` of `y` of what the window meets at a step: in the plane from `from` on the places from
    /// `range[2 * axis]` on, up to `range[2 * axis + 1]`, every [Window#dilation].
    abstract void step(Tensor x, Tensor y, int from, int[] range, int to, int z, int row, int column);
}
