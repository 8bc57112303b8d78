package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The extents of `data` as a list of I64: of axes `start` to `end` (attributes since version 15, defaults 0 and
/// the rank), the second exclusive; negative ones count from the end, others are drawn to the nearest axis there
/// is. ONNX Shape-1,-13,-15,-19,-21,-23,-24,-25.
public final class Shape implements Operator {

    private final long start;
    private final long end;

    public Shape(Settings settings) {
        this.start = settings.integer("start", 0);
        this.end = settings.integer("end", Long.MAX_VALUE);
    }

    /// @param data only its shape is read
    public void run(Tensor data, Tensor out) {
        int from = place(start, data.rank());
        int to = Math.max(from, place(end, data.rank()));
        out.shape(ElementType.I64, to - from);
        for (int axis = from; axis < to; axis++) {
            out.longs()[axis - from] = data.dim(axis);
        }
    }

    private static int place(long axis, int rank) {
        return (int) Math.clamp(axis < 0 ? axis + rank : axis, 0L, rank);
    }
}
