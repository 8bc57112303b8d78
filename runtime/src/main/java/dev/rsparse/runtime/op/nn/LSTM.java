package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Long short-term memory, gates in the order i, o, f, c: `i = f(x Wiᵀ + h Riᵀ + Pi c + b)`, `f` and `o` likewise,
/// `o` with the new `c`; `n = g(x Wcᵀ + h Rcᵀ + b)`, `c = f c + i n`, `h = o k(c)`; `f` is the sigmoid, `g` and `k`
/// are tanh unless given. With `input_forget` 1 `f = 1 - i`. Attributes and types as [Recurrence] has them. Source:
/// ONNX LSTM-7,-14,-22.
public final class LSTM extends Recurrence implements Operator {

    private final boolean inputForget;
    private final Floats initial = new Floats();
    private final Floats state = new Floats();
    private final Floats peepholes = new Floats();
    private Tensor initialC = Tensor.ABSENT;
    private Tensor lastC = Tensor.ABSENT;
    private Tensor p = Tensor.ABSENT;
    private float[] c = {};
    private float[] peeps = {};

    public LSTM(Settings settings) {
        super("LSTM", 4, settings, "Sigmoid", "Tanh", "Tanh");
        this.inputForget = settings.flag("input_forget", false);
    }

    /// @param x `[S,B,I]`, or `[B,S,I]` with `layout` 1
    /// @param w `[D,4 H,I]`, `D` being 2 for both directions, else 1
    /// @param r `[D,4 H,H]`
    /// @param b `[D,8 H]`, or absent
    /// @param lengths `[B]`: how many steps each has, i32; or absent
    /// @param initialH `[D,B,H]`, or `[B,D,H]` with `layout` 1; or absent; so is `initialC`
    /// @param p `[D,3 H]`: peepholes of i, o and f; or absent
    /// @param y `[S,D,B,H]`, or `[B,S,D,H]`; zeros beyond a length
    /// @param lastH as `initialH`, as is `lastC`
    public void run(
            Tensor x,
            Tensor w,
            Tensor r,
            Tensor b,
            Tensor lengths,
            Tensor initialH,
            Tensor initialC,
            Tensor p,
            Tensor y,
            Tensor lastH,
            Tensor lastC) {
        this.initialC = initialC;
        this.lastC = lastC;
        this.p = p;
        sequence(x, w, r, b, lengths, initialH, y, lastH);
    }

    @Override
    void begin() {
        boolean fits = isState(initialC) && (!p.isPresent() || is(p, directions, 3 * hidden));
        if (!fits) {
            throw new IllegalArgumentException(
                    "LSTM: initial_c " + initialC + " or P " + p + " does not fit hidden_size " + hidden);
        }
        if (way == 0) {
            c = state.room(batches * hidden);
            peeps = p.isPresent() ? peepholes.of(p) : peeps;
            shapeState(lastC);
        }
        load(initialC, initial, c);
    }

    @Override
    void end() {
        store(c, lastC);
    }

    @Override
    void cell(int batch, float[] fromX, int at, float[] matrix) {
        int from = batch * gates * hidden;
        int to = batch * hidden;
        for (int i = 0; i < hidden; i++) {
            float old = c[to + i];
            float in = activate(0, fromX[at + i] + recurrent[from + i] + peep(0, i, old));
            int forgetAt = 2 * hidden + i;
            float forget = inputForget
                    ? 1 - in
                    : activate(0, fromX[at + forgetAt] + recurrent[from + forgetAt] + peep(2, i, old));
            float fresh = activate(1, fromX[at + 3 * hidden + i] + recurrent[from + 3 * hidden + i]);
            float now = forget * old + in * fresh;
            float open = activate(0, fromX[at + hidden + i] + recurrent[from + hidden + i] + peep(1, i, now));
            c[to + i] = now;
            h[to + i] = open * activate(2, now);
        }
    }

    private float peep(int gate, int i, float value) {
        return p.isPresent() ? peeps[(way * 3 + gate) * hidden + i] * value : 0;
    }
}
