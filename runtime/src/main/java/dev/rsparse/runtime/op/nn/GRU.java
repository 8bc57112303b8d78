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
    private float[] gate;
    private float[] reset;
    private Tensor bias = Tensor.ABSENT;

    public GRU(Settings settings) {
        super("GRU", 3, settings, "Sigmoid", "Tanh");
        this.linearBeforeReset = settings.flag("linear_before_reset", false);
        this.gate = new float[hidden];
        this.reset = new float[hidden];
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
    void cell(int batch, float[] fromX, int at, float[] matrix) {
        int from = batch * gates * hidden;
        int to = batch * hidden;
        for (int i = 0; i < hidden; i++) {
            reset[i] = activate(0, fromX[at + hidden + i] + recurrent[from + hidden + i]);
        }
        if (linearBeforeReset) {
            for (int i = 0; i < hidden; i++) {
                gate[i] = reset[i] * recurrent[from + 2 * hidden + i];
            }
        } else {
            for (int i = 0; i < hidden; i++) {
                reset[i] *= h[to + i];
                gate[i] = recurrentBias(bias, 2, i);
            }
            multiply(reset, matrix, 2, gate);
        }
        for (int i = 0; i < hidden; i++) {
            float z = activate(0, fromX[at + i] + recurrent[from + i]);
            float n = activate(1, fromX[at + 2 * hidden + i] + gate[i]);
            h[to + i] = (1 - z) * n + z * h[to + i];
        }
    }
}
