package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Quantises to u8 with the scale that the numbers themselves ask for, `(max(0, max) - min(0, min)) / 255`, and the
/// zero point `round(-min / scale)`. Zeros alone have scale 0 and stay zeros. Types: f32. Source: ONNX
/// DynamicQuantizeLinear-11.
public final class DynamicQuantizeLinear implements Operator {

    private static final String NAME = "DynamicQuantizeLinear";
    private static final int STEPS = 255;

    public DynamicQuantizeLinear(Settings settings) {}

    /// @param x of any shape
    /// @param y as `x`, u8
    /// @param scale one number, f32
    /// @param zero one number, u8
    public void run(Tensor x, Tensor y, Tensor scale, Tensor zero) {
        if (x.type() != ElementType.F32) {
            throw new IllegalArgumentException(NAME + ": x " + x + " is not of type f32");
        }
        float[] values = x.floats();
        float least = 0;
        float most = 0;
        for (int i = 0; i < x.count(); i++) {
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
        }
        float step = (most - least) / STEPS;
        long point = step == 0 ? 0 : Quantum.round(NAME, ElementType.U8, -least / step, 0);
        y.shapeLike(ElementType.U8, x);
        for (int i = 0; i < x.count(); i++) {
            y.setInteger(i, step == 0 ? 0 : Quantum.round(NAME, ElementType.U8, values[i] / step, point));
        }
        if (scale.isPresent()) {
            scale.shape(ElementType.F32);
            scale.setNumber(0, step);
        }
        if (zero.isPresent()) {
            zero.shape(ElementType.U8);
            zero.setInteger(0, point);
        }
    }
}
