package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.Optional;

/// A weight in the basis `Q` of a rotated residual stream: `Qᵀ W diag(scale) Q`, with each factor only where it
/// applies.
///
/// @param name what the rotated graph calls it; no checkpoint's tensor has a name like it
/// @param source the tensor `W [out,in]`
/// @param type `f32`, the shape of `W`
/// @param scale the tensor of the norm whose scale is folded into the columns
/// @param columns whether the columns are rotated by `Q`: what multiplies the stream, and a table of its rows
/// @param rows whether the rows are rotated by `Qᵀ`: what makes a term of the stream
public record RotatedTensor(
        String name, String source, TensorType type, Optional<String> scale, boolean columns, boolean rows) {

    /// `weight` rotated, under a name made from its path: weights that share a tensor may be rotated differently.
    static RotatedTensor of(Weight weight, Optional<String> scale, boolean columns, boolean rows) {
        TensorType type = new TensorType(DType.F32, weight.type().shape());
        return new RotatedTensor(weight.path() + " rotated", weight.tensor(), type, scale, columns, rows);
    }

    /// Rows `first`, `first + 1`, … of `W diag(scale)`.
    Matrix folded(WeightSource weights, int first, int count) {
        int in = type.size(1);
        Matrix block = Matrix.zeros(count, in);
        weights.read(source, (long) first * in, block.data(), 0, block.data().length);
        scale.ifPresent(tensor -> {
            float[] factors = new float[in];
            weights.read(tensor, 0, factors, 0, in);
            for (int i = 0; i < block.data().length; i++) {
                block.data()[i] *= factors[i % in];
            }
        });
        return block;
    }

    /// What a graph reads in the place of the weight at `path`.
    Weight at(String path) {
        return new Weight(path, name, type);
    }
}
