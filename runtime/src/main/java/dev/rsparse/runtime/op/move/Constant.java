package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor that is part of the node: one of the attributes `value` (a tensor), `value_float`, `value_int` (single
/// numbers), `value_floats`, `value_ints` (lists; all but the first since version 12). Texts and sparse tensors are
/// refused. ONNX Constant-1,-9,-11,-12,-13,-19,-21,-23,-24,-25.
public final class Constant implements Operator {

    private final Tensor value;

    /// @throws IllegalArgumentException when the node has none of these attributes
    public Constant(Settings settings) {
        this.value = value(settings);
    }

    private static Tensor value(Settings settings) {
        if (settings.has("value")) {
            return settings.tensor("value").orElseThrow();
        }
        if (settings.has("value_float")) {
            return Tensor.of(new float[] {settings.number("value_float", 0)});
        }
        if (settings.has("value_int")) {
            return Tensor.of(new long[] {settings.integer("value_int", 0)});
        }
        if (settings.has("value_floats")) {
            float[] values = settings.numbers("value_floats");
            return Tensor.of(values, values.length);
        }
        if (settings.has("value_ints")) {
            long[] values = settings.integers("value_ints");
            return Tensor.of(values, values.length);
        }
        throw new IllegalArgumentException("Constant: no value that is a tensor, a number or a list of numbers");
    }

    /// Writes a copy.
    public void run(Tensor out) {
        out.copy(value);
    }
}
