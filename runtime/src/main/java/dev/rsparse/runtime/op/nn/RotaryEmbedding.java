package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Rotary position embedding: pairs of numbers of each head are turned by the angle of their position, `x cos - y
/// sin` and `x sin + y cos`. Attributes as [RotaryEmbeddings] has them. Source: ONNX RotaryEmbedding-23.
public final class RotaryEmbedding extends RotaryEmbeddings implements Operator {

    public RotaryEmbedding(Settings settings) {
        super("RotaryEmbedding", settings);
    }

    /// @param x `[B,H,S,D]`, or `[B,S,H D]`
    /// @param cos `[P,D / 2]`, or without positions what can be stretched to `[B,S,D / 2]`; so is `sin`
    /// @param positions `[B,S]`, integers; or absent
    public void run(Tensor x, Tensor cos, Tensor sin, Tensor positions, Tensor y) {
        turn(x, cos, sin, positions, y);
    }
}
