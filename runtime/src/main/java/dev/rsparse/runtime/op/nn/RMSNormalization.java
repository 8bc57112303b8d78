package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = X / sqrt(mean(X²) + epsilon) * scale` over the axes from attribute `axis` (-1) on; `epsilon` is 1e-5 unless
/// given. Types: floats; 16 bits are computed as doubles and rounded once. Source: ONNX RMSNormalization-23.
public final class RMSNormalization implements Operator {

    private final long axis;
    private final RowNorm norm;

    public RMSNormalization(Settings settings) {
        this.axis = settings.integer("axis", -1);
        this.norm = new RowNorm("RMSNormalization", false, settings.number("epsilon", 1e-5f), settings.workers());
    }

    /// @param scale of a shape that can be stretched to that of the axes
    public void run(Tensor x, Tensor scale, Tensor y) {
        norm.run(x, Shapes.axis(axis, x.rank()), scale, Tensor.ABSENT, y, Tensor.ABSENT, Tensor.ABSENT);
    }
}
