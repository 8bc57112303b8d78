package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `y = (x - x_zero_point) x_scale`, of the type of the scale, or of attribute `output_dtype` (from version 23 on).
/// There is one scale, or one for each place of attribute `axis` (1; from version 13 on), or one for each
/// `block_size` places of it (from version 21 on). Types: i8, u8, i16, u16 and i32 to floats. Source: ONNX
/// DequantizeLinear-10,-13,-19,-21,-23,-24,-25; ONNX Runtime com.microsoft DequantizeLinear-1.
public final class DequantizeLinear implements Operator {

    private static final String NAME = "DequantizeLinear";

    private final Grid grid;
    private final long outputType;

    public DequantizeLinear(Settings settings) {
        this.grid = new Grid(NAME, settings.integer("axis", 1), settings.integer("block_size", 0));
        this.outputType = settings.integer("output_dtype", 0);
    }

    /// @param x of any shape
    /// @param scale one number, or one for each place of the axis, or for each block
    /// @param zero as `scale`, of the type of `x`; or absent for 0
    /// @param y as `x`
    public void run(Tensor x, Tensor scale, Tensor zero, Tensor y) {
        switch (x.type()) {
            case I8, U8, I16, U16, I32 -> {}
            default -> throw new IllegalArgumentException(NAME + ": x " + x + " is not of quantised integers");
        }
        grid.of(x, scale, zero);
        y.shapeLike(Quantum.type(NAME, outputType, scale.type()), x);
        for (int i = 0; i < x.count(); i++) {
            int at = grid.at(i);
            long point = zero.isPresent() ? zero.integer(at) : 0;
            y.setNumber(i, (x.integer(i) - point) * scale.number(at));
        }
    }
}
