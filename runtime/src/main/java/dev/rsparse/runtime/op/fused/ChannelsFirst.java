package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Pictures with the places of each channel next to each other: what [ChannelsLast] undoes. Type: f32. Stands for
/// ONNX Transpose.
public final class ChannelsFirst implements Operator {

    private final Turning turning;

    public ChannelsFirst(Settings settings) {
        this.turning = new Turning(settings.workers());
    }

    /// @param x `[N,H,W,C]`
    /// @param y `[N,C,H,W]`
    public void run(Tensor x, Tensor y) {
        Turning.check("ChannelsFirst", x);
        y.shape(ElementType.F32, x.dim(0), x.dim(3), x.dim(1), x.dim(2));
        turning.turn(x.floats(), y.floats(), x.dim(0), x.dim(1) * x.dim(2), x.dim(3));
    }
}
