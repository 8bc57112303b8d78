package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Pictures with the channels of each place next to each other. Type: f32. Stands for ONNX Transpose.
public final class ChannelsLast implements Operator {

    private final Turning turning;

    public ChannelsLast(Settings settings) {
        this.turning = new Turning(settings.workers());
    }

    /// @param x `[N,C,H,W]`
    /// @param y `[N,H,W,C]`
    public void run(Tensor x, Tensor y) {
        Turning.check("ChannelsLast", x);
        y.shape(ElementType.F32, x.dim(0), x.dim(2), x.dim(3), x.dim(1));
        turning.turn(x.floats(), y.floats(), x.dim(0), x.dim(1), x.dim(2) * x.dim(3));
    }
}
