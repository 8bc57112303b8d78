package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// [RotaryEmbedding] with its inputs in another order; one position stands for that of the first row, those after
/// it following. Source: ONNX Runtime com.microsoft RotaryEmbedding-1.
public final class MicrosoftRotaryEmbedding extends RotaryEmbeddings implements Operator {

    public MicrosoftRotaryEmbedding(Settings settings) {
        super("RotaryEmbedding", settings);
    }

    /// @param x `[B,H,S,D]`, or `[B,S,H D]`
    /// @param positions `[B,S]` or `[1]`, integers
    /// @param cos `[P,D / 2]`, as is `sin`
    public void run(Tensor x, Tensor positions, Tensor cos, Tensor sin, Tensor y) {
        turn(x, cos, sin, positions, y);
    }
}
