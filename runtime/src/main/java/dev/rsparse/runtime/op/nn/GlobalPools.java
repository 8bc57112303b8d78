package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// What pooling of whole planes shares: one number of each channel of pictures `[N,C,...]`.
abstract class GlobalPools {

    private static final int LEAST = 1 << 14;

    private final String operator;
    private final Workers workers;
    private final Workers.Task task = this::planes;
    private final Extents dims = new Extents();
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;
    private int plane;

    GlobalPools(String operator, Settings settings) {
        this.operator = operator;
        this.workers = settings.workers();
    }

    /// Pools `x` to `y`, whose spatial axes have extent 1.
    final void pool(Tensor x, Tensor y) {
        Types.checkFloats(operator, "X", x);
        if (x.rank() < 2) {
            throw new IllegalArgumentException(operator + ": X " + x + " has no channels");
        }
        dims.clear();
        dims.add(x, 0, 2);
        dims.pad(x.rank(), 1);
        dims.shape(y, x.type());
        this.x = x;
        this.y = y;
        plane = x.count(2, x.rank());
        workers.share(y.count(), Math.max(1, LEAST / Math.max(1, plane)), task);
    }

    private void planes(int from, int to, int member) {
        for (int i = from; i < to; i++) {
            y.setNumber(i, plane(x, i * plane, plane));
        }
    }

    /// The number of `count` elements from `from` on.
    abstract double plane(Tensor x, int from, int count);
}
