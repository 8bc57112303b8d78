package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// [RMSNormalization] by the name that it had in ONNX Runtime, which also gives the factors. Source: ONNX Runtime
/// SimplifiedLayerNormalization-1, of the domain of ONNX itself.
public final class SimplifiedLayerNormalization implements Operator {

    private final long axis;
    private final RowNorm norm;

    public SimplifiedLayerNormalization(Settings settings) {
        this.axis = settings.integer("axis", -1);
        this.norm = new RowNorm(
                "SimplifiedLayerNormalization", false, settings.number("epsilon", 1e-5f), settings.workers());
    }

    /// @param scale of a shape that can be stretched to that of the axes
    /// @param inverse as `x` with the axes' extents 1, or absent: `1 / sqrt(mean(X²) + epsilon)`
    public void run(Tensor x, Tensor scale, Tensor y, Tensor inverse) {
        norm.run(x, Shapes.axis(axis, x.rank()), scale, Tensor.ABSENT, y, Tensor.ABSENT, inverse);
    }
}
