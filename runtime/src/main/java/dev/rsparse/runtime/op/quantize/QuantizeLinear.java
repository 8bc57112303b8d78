package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `y = round(x / y_scale) + y_zero_point`, ties to even, within the range of the type, which is that of the zero
/// point, or else attribute `output_dtype`, or else u8. There is one scale, or one for each place of attribute
/// `axis` (1; from version 13 on), or one for each `block_size` places of it (from version 21 on). Types: floats
/// and i32 to i8, u8, i16 and u16. Source: ONNX QuantizeLinear-10,-13,-19,-21,-23,-24,-25; ONNX Runtime
/// com.microsoft QuantizeLinear-1.
public final class QuantizeLinear implements Operator {

    private static final String NAME = "QuantizeLinear";

    private final Grid grid;
    private final long outputType;

    public QuantizeLinear(Settings settings) {
        this.grid = new Grid(NAME, settings.integer("axis", 1), settings.integer("block_size", 0));
        this.outputType = settings.integer("output_dtype", 0);
    }

    /// @param x of any shape
    /// @param scale one number, or one for each place of the axis, or for each block
    /// @param zero as `scale`, of the result's type; or absent for 0
    /// @param y as `x`
    public void run(Tensor x, Tensor scale, Tensor zero, Tensor y) {
        grid.of(x, scale, zero);
        ElementType type = zero.isPresent() ? zero.type() : Quantum.type(NAME, outputType, ElementType.U8);
        y.shapeLike(type, x);
        for (int i = 0; i < x.count(); i++) {
            int at = grid.at(i);
            long point = zero.isPresent() ? zero.integer(at) : 0;
            y.setInteger(i, Quantum.round(NAME, type, divide(x, i, scale.number(at)), point));
        }
    }

    /// Rounded as f32 does, so that ties are those of f32.
    private static double divide(Tensor x, int i, double scale) {
        return x.type() == ElementType.F64 ? x.number(i) / scale : (float) x.number(i) / (float) scale;
    }
}
