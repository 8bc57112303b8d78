package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// [Conv] of integers less their zero points, in i32; what pads is the zero point. Types: i8, u8. Source: ONNX
/// ConvInteger-10.
public final class ConvInteger implements Operator {

    private final int groups;
    private final Window window;
    private final ZeroPoints pictures = new ZeroPoints("ConvInteger");
    private final ZeroPoints kernels = new ZeroPoints("ConvInteger");
    private final Doubles sums = new Doubles();

    public ConvInteger(Settings settings) {
        this.groups = Shapes.extent(settings.integer("group", 1));
        this.window = new Window("ConvInteger", settings);
    }

    /// @param x `[N,C,...]`
    /// @param w `[M,C / group,...]`
    /// @param xZero one number, or absent
    /// @param wZero one number, or one for each output channel; or absent
    /// @param y `[N,M,...]`, i32
    public void run(Tensor x, Tensor w, Tensor xZero, Tensor wZero, Tensor y) {
        window.of(x, w);
        window.checkGroups(x, w, groups);
        window.shape(y, ElementType.I32, x, w.dim(0));
        double[] to = sums.room(y.count());
        Arrays.fill(to, 0, y.count(), 0);
        PlainConvolution.add(
                window, pictures.of(x, xZero, 0), kernels.of(w, wZero, 0), to, x.dim(0), x.dim(1), w.dim(0), groups);
        for (int i = 0; i < y.count(); i++) {
            y.setInteger(i, (long) to[i]);
        }
    }
}
