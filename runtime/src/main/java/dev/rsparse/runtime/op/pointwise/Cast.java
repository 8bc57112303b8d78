package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Elements of `input` as elements of the type that attribute `to` gives the number of. A float becomes the nearest
/// one, ties to even; made into an integer it loses what follows the point. Integers keep their lowest bits. BOOL
/// takes whether a number is not 0, and is 0 or 1 as a number. `saturate` and `round_mode` concern floats of 8
/// bits, which are not supported (ONNX Cast-6, -9, -13, -19, -21, -23, -24).
public final class Cast implements Operator {

    private final Conversion conversion;
    private final ElementType type;

    /// @throws IllegalArgumentException for a type that tensors do not hold
    public Cast(Settings settings) {
        this.conversion = new Conversion(settings.workers());
        this.type = Types.ofOnnx(settings.integer("to", 0));
    }

    /// Writes the elements in their new type.
    public void run(Tensor input, Tensor output) {
        conversion.run(input, type, output);
    }
}
