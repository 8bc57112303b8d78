package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = (X - mean) / sqrt(variance + epsilon) * Scale + B` over the axes from attribute `axis` (-1) on; `epsilon`
/// is 1e-5 unless given. Types: floats; 16 bits are computed as doubles and rounded once. Source: ONNX
/// LayerNormalization-17.
public final class LayerNormalization implements Operator {

    private final long axis;
    private final RowNorm norm;

    public LayerNormalization(Settings settings) {
        this.axis = settings.integer("axis", -1);
        this.norm = new RowNorm("LayerNormalization", true, settings.number("epsilon", 1e-5f), settings.workers());
    }

    /// @param scale of a shape that can be stretched to that of the axes
    /// @param b as `scale`, or absent
    /// @param mean as `x` with the axes' extents 1, or absent; so is `inverse`, `1 / sqrt(variance + epsilon)`
    public void run(Tensor x, Tensor scale, Tensor b, Tensor y, Tensor mean, Tensor inverse) {
        norm.run(x, Shapes.axis(axis, x.rank()), scale, b, y, mean, inverse);
    }
}
