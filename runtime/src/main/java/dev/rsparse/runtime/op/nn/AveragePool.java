package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The mean of the numbers in each place of a window. Attributes: those of [dev.rsparse.runtime.op.linear.Window],
/// and `count_include_pad` (0): whether what pads counts as numbers that are 0; what `ceil_mode` adds beyond that
/// never does. Types: floats. Source: ONNX AveragePool-7,-10,-11,-19,-22.
public final class AveragePool extends Pools implements Operator {

    private final boolean countsPadding;

    public AveragePool(Settings settings) {
        super("AveragePool", settings);
        this.countsPadding = settings.flag("count_include_pad", false);
    }

    /// @param x `[N,C,...]`
    /// @param y `[N,C,...]`
    public void run(Tensor x, Tensor y) {
        Types.checkFloats("AveragePool", "X", x);
        shape(x, y);
        pool(x, y);
    }

    @Override
    void step(Tensor x, Tensor y, int from, int[] range, int to, int z, int row, int column) {
        double sum = 0;
        int count = 0;
        boolean floats = x.type() == ElementType.F32;
        for (int k = range[0]; k < range[1]; k += window.dilation(0)) {
            for (int i = range[2]; i < range[3]; i += window.dilation(1)) {
                int line = from + (k * window.in(1) + i) * window.in(2);
                for (int j = range[4]; j < range[5]; j += window.dilation(2)) {
                    sum += floats ? x.floats()[line + j] : x.number(line + j);
                    count++;
                }
            }
        }
        int of = countsPadding ? padded(0, z) * padded(1, row) * padded(2, column) : count;
        y.setNumber(to, sum / of);
    }

    /// Places of the window within the picture and what pads it.
    private int padded(int axis, int number) {
        int room = window.padded(axis) - window.at(axis, number);
        return Math.min(window.kernel(axis), Math.ceilDiv(room, window.dilation(axis)));
    }
}
