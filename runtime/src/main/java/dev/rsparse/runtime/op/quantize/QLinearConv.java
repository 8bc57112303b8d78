package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.op.linear.Doubles;
import dev.rsparse.runtime.op.linear.PlainConvolution;
import dev.rsparse.runtime.op.linear.Window;
import dev.rsparse.runtime.op.linear.ZeroPoints;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// The convolution of quantised pictures, quantised: `y = round(x_scale w_scale / y_scale (conv + B)) +
/// y_zero_point`, ties to even, within the type's range, where `conv` is that of
/// [dev.rsparse.runtime.op.linear.ConvInteger], and weights have one scale, or one for each output channel. Types:
/// i8, u8. Source: ONNX QLinearConv-10.
public final class QLinearConv implements Operator {

    private static final String NAME = "QLinearConv";

    private final int groups;
    private final Window window;
    private final ZeroPoints pictures = new ZeroPoints(NAME);
    private final ZeroPoints kernels = new ZeroPoints(NAME);
    private final Doubles sums = new Doubles();

    public QLinearConv(Settings settings) {
        this.groups = Shapes.extent(settings.integer("group", 1));
        this.window = new Window(NAME, settings);
    }

    /// @param x `[N,C,...]`
    /// @param w `[M,C / group,...]`
    /// @param b `[M]`, i32; or absent
    /// @param y `[N,M,...]`, of the type of `yZero`
    public void run(
            Tensor x,
            Tensor xScale,
            Tensor xZero,
            Tensor w,
            Tensor wScale,
            Tensor wZero,
            Tensor yScale,
            Tensor yZero,
            Tensor b,
            Tensor y) {
        window.of(x, w);
        window.checkGroups(x, w, groups);
        int channels = w.dim(0);
        boolean fits = xScale.count() == 1
                && (wScale.count() == 1 || wScale.count() == channels)
                && yScale.count() == 1
                && yZero.count() == 1
                && (!b.isPresent() || b.count() == channels);
        if (!fits) {
            throw new IllegalArgumentException(
                    NAME + ": X " + x + ", W " + w + " with scale " + wScale + " and B do not go together");
        }
        window.shape(y, yZero.type(), x, channels);
        double[] to = sums.room(y.count());
        int plane = window.outPlane();
        for (int i = 0; i < y.count(); i++) {
            to[i] = b.isPresent() ? b.integer(i / plane % channels) : 0;
        }
        PlainConvolution.add(
                window, pictures.of(x, xZero, 0), kernels.of(w, wZero, 0), to, x.dim(0), x.dim(1), channels, groups);
        for (int i = 0; i < y.count(); i++) {
            int m = i / plane % channels % wScale.count();
            double scale = xScale.number(0) * wScale.number(m) / yScale.number(0);
            y.setInteger(i, Quantum.round(NAME, y.type(), to[i] * scale, yZero.integer(0)));
        }
    }
}
