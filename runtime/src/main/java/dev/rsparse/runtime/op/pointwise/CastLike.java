package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Elements of `input` as elements of the type of `target`, as [Cast] makes them (ONNX CastLike-15, -19, -21, -23,
/// -24).
public final class CastLike implements Operator {

    private final Conversion conversion;

    public CastLike(Settings settings) {
        this.conversion = new Conversion(settings.workers());
    }

    /// Writes the elements in their new type.
    public void run(Tensor input, Tensor target, Tensor output) {
        conversion.run(input, target.type(), output);
    }
}
