package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// A matrix of the shape of `input` with ones on the diagonal `k` (attribute, default 0; positive ones are above
/// the main diagonal) and zeros elsewhere. Its type is the attribute `dtype`, by default that of the input. ONNX
/// EyeLike-9,-22.
public final class EyeLike implements Operator {

    private final long diagonal;
    private final long type;

    public EyeLike(Settings settings) {
        this.diagonal = settings.integer("k", 0);
        this.type = settings.integer("dtype", 0);
    }

    /// @param input a matrix, of which only type and shape are read
    public void run(Tensor input, Tensor out) {
        if (input.rank() != 2) {
            throw new IllegalArgumentException("EyeLike: " + input + " is not a matrix");
        }
        out.shapeLike(type == 0 ? input.type() : Types.ofOnnx(type), input);
        for (int i = 0; i < out.count(); i++) {
            out.setInteger(i, i % input.dim(1) - (long) (i / input.dim(1)) == diagonal ? 1 : 0);
        }
    }
}
