package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The largest number in each place of a window, and where it lies. Attributes: those of
/// [dev.rsparse.runtime.op.linear.Window], and `storage_order` (0), which is that of the places: 1 counts the last
/// two spatial axes by columns. Types: floats, i8, u8. Source: ONNX MaxPool-1,-8,-10,-11,-12,-22.
public final class MaxPool extends Pools implements Operator {

    private final boolean byColumns;
    private Tensor indices = Tensor.ABSENT;

    public MaxPool(Settings settings) {
        super("MaxPool", settings);
        this.byColumns = settings.flag("storage_order", false);
    }

    /// @param x `[N,C,...]`
    /// @param y `[N,C,...]`
    /// @param indices as `y`: the number of the largest element of those in all of `x`, i64; or absent
    public void run(Tensor x, Tensor y, Tensor indices) {
        switch (x.type()) {
            case F32, F16, BF16, F64, I8, U8 -> {}
            default -> throw wrongType(x);
        }
        shape(x, y);
        this.indices = indices;
        if (indices.isPresent()) {
            indices.shapeLike(ElementType.I64, y);
        }
        pool(x, y);
    }

    @Override
    void step(Tensor x, Tensor y, int from, int[] range, int to, int z, int row, int column) {
        int best = -1;
        if (x.type() == ElementType.F32) {
            best = floats(x.floats(), from, range);
            y.floats()[to] = best < 0 ? Float.NEGATIVE_INFINITY : x.floats()[best];
        } else {
            best = numbers(x, from, range);
            y.setNumber(to, best < 0 ? Double.NEGATIVE_INFINITY : x.number(best));
        }
        if (indices.isPresent()) {
            indices.longs()[to] = place(best, from);
        }
    }

    private int floats(float[] x, int from, int[] range) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int k = range[0]; k < range[1]; k += window.dilation(0)) {
            for (int i = range[2]; i < range[3]; i += window.dilation(1)) {
                int line = from + (k * window.in(1) + i) * window.in(2);
                for (int j = range[4]; j < range[5]; j += window.dilation(2)) {
                    float value = x[line + j];
                    if (value > most || best < 0 || Float.isNaN(value)) {
                        most = value;
                        best = line + j;
                    }
                }
            }
        }
        return best;
    }

    private int numbers(Tensor x, int from, int[] range) {
        int best = -1;
        for (int k = range[0]; k < range[1]; k += window.dilation(0)) {
            for (int i = range[2]; i < range[3]; i += window.dilation(1)) {
                int line = from + (k * window.in(1) + i) * window.in(2);
                for (int j = range[4]; j < range[5]; j += window.dilation(2)) {
                    boolean more = best < 0 || x.number(line + j) > x.number(best) || Double.isNaN(x.number(line + j));
                    best = more ? line + j : best;
                }
            }
        }
        return best;
    }

    /// The number of element `best` in the order wanted, its plane beginning at `from`.
    private long place(int best, int from) {
        if (!byColumns) {
            return best;
        }
        int inPlane = best - from;
        int width = window.in(2);
        int height = window.in(1);
        int size = height * width;
        return from + (long) inPlane / size * size + (long) inPlane % width * height + inPlane % size / width;
    }
}
