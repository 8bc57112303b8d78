package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The simple recurrent layer: `h = f(x Wᵀ + h Rᵀ + Wb + Rb)`, `f` being tanh unless given. Attributes and types as
/// [Recurrence] has them. Source: ONNX RNN-7,-14,-22.
public final class RNN extends Recurrence implements Operator {

    public RNN(Settings settings) {
        super("RNN", 1, settings, "Tanh");
    }

    /// @param x `[S,B,I]`, or `[B,S,I]` with `layout` 1
    /// @param w `[D,H,I]`, `D` being 2 for both directions, else 1
    /// @param r `[D,H,H]`
    /// @param b `[D,2 H]`, or absent
    /// @param lengths `[B]`: how many steps each has, i32; or absent
    /// @param initialH `[D,B,H]`, or `[B,D,H]` with `layout` 1; or absent
    /// @param y `[S,D,B,H]`, or `[B,S,D,H]`; zeros beyond a length
    /// @param lastH as `initialH`
    public void run(Tensor x, Tensor w, Tensor r, Tensor b, Tensor lengths, Tensor initialH, Tensor y, Tensor lastH) {
        sequence(x, w, r, b, lengths, initialH, y, lastH);
    }

    @Override
    void cell(int batch, Numbers fromX, int at) {
        int from = batch * hidden;
        recurrent.add(fromX, at, from, hidden);
        activate(0, recurrent, from, hidden);
        h.copy(recurrent, from, from, hidden);
    }
}
