package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The gated recurrent unit, gates in the order z, r, h: `z = f(x Wzᵀ + h Rzᵀ + b)`, `r = f(x Wrᵀ + h Rrᵀ + b)`, `n
/// = g(x Whᵀ + (r h) Rhᵀ + Rbh + Wbh)`, or with `linear_before_reset` 1 `n = g(x Whᵀ + r (h Rhᵀ + Rbh) + Wbh)`, and
/// `h = (1 - z) n + z h`; `f` is the sigmoid and `g` is tanh unless given. Attributes and types as [Recurrence] has
/// them. Source: ONNX GRU-7,-14,-22.
public final class GRU extends Recurrence implements Operator {

    private final boolean linearBeforeReset;
    private final Numbers gate = new Numbers();
    /// What is left of the state.
    private final Numbers left = new Numbers();
    private Tensor bias = Tensor.ABSENT;

    public GRU(Settings settings) {
        super("GRU", 3, settings, "Sigmoid", "Tanh");
        this.linearBeforeReset = settings.flag("linear_before_reset", false);
    }

    /// @param x `[S,B,I]`, or `[B,S,I]` with `layout` 1
    /// @param w `[D,3 H,I]`, `D` being 2 for both directions, else 1
    /// @param r `[D,3 H,H]`
    /// @param b `[D,6 H]`, or absent
    /// @param lengths `[B]`: how many steps each has, i32; or absent
    /// @param initialH `[D,B,H]`, or `[B,D,H]` with `layout` 1; or absent
    /// @param y `[S,D,B,H]`, or `[B,S,D,H]`; zeros beyond a length
    /// @param lastH as `initialH`
    public void run(Tensor x, Tensor w, Tensor r, Tensor b, Tensor lengths, Tensor initialH, Tensor y, Tensor lastH) {
        bias = b;
        sequence(x, w, r, b, lengths, initialH, y, lastH);
    }

    @Override
    void begin() {
        gate.room(hidden, single);
        left.room(hidden, single);
    }

    @Override
    void cell(int batch, Numbers fromX, int at) {
        int from = batch * gates * hidden;
        int to = batch * hidden;
        int reset = from + hidden;
        int fresh = from + 2 * hidden;
        recurrent.add(fromX, at, from, 2 * hidden);
        activate(0, recurrent, from, 2 * hidden);
        if (linearBeforeReset) {
            for (int i = 0; i < hidden; i++) {
                gate.set(i, recurrent.get(reset + i) * recurrent.get(fresh + i));
            }
        } else {
            for (int i = 0; i < hidden; i++) {
                left.set(i, recurrent.get(reset + i) * h.get(to + i));
                gate.set(i, recurrentBias(bias, 2, i));
            }
            multiply(left, 2, gate);
        }
        gate.add(fromX, at + 2 * hidden, 0, hidden);
        activate(1, gate, 0, hidden);
        for (int i = 0; i < hidden; i++) {
            double z = recurrent.get(from + i);
            h.set(to + i, (1 - z) * gate.get(i) + z * h.get(to + i));
        }
    }
}
