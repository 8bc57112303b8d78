package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Long short-term memory, gates in the order i, o, f, c: `i = f(x Wiᵀ + h Riᵀ + Pi c + b)`, `f` and `o` likewise,
/// `o` with the new `c`; `n = g(x Wcᵀ + h Rcᵀ + b)`, `c = f c + i n`, `h = o k(c)`; `f` is the sigmoid, `g` and `k`
/// are tanh unless given. With `input_forget` 1 `f = 1 - i`. Attributes and types as [Recurrence] has them. Source:
/// ONNX LSTM-7,-14,-22.
public final class LSTM extends Recurrence implements Operator {

    private final boolean inputForget;
    private final Numbers initial = new Numbers();
    private final Numbers c = new Numbers();
    private final Numbers peeps = new Numbers();
    private Tensor initialC = Tensor.ABSENT;
    private Tensor lastC = Tensor.ABSENT;
    private Tensor p = Tensor.ABSENT;

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
            c.room(batches * hidden, single);
            if (p.isPresent()) {
                peeps.of(p, single);
            }
            shapeState(lastC);
        }
        load(initialC, initial, c);
    }

    @Override
    void end() {
        store(c, lastC);
    }

    @Override
    void cell(int batch, Numbers fromX, int at) {
        int in = batch * gates * hidden;
        int out = in + hidden;
        int forget = in + 2 * hidden;
        int fresh = in + 3 * hidden;
        int to = batch * hidden;
        recurrent.add(fromX, at, in, gates * hidden);
        peep(0, in, to);
        peep(2, forget, to);
        activate(0, recurrent, in, hidden);
        activate(0, recurrent, forget, hidden);
        activate(1, recurrent, fresh, hidden);
        for (int i = 0; i < hidden; i++) {
            double taken = recurrent.get(in + i);
            double kept = inputForget ? 1 - taken : recurrent.get(forget + i);
            c.set(to + i, kept * c.get(to + i) + taken * recurrent.get(fresh + i));
        }
        peep(1, out, to);
        activate(0, recurrent, out, hidden);
        recurrent.copy(c, to, fresh, hidden);
        activate(2, recurrent, fresh, hidden);
        for (int i = 0; i < hidden; i++) {
            h.set(to + i, recurrent.get(out + i) * recurrent.get(fresh + i));
        }
    }

    /// Adds what a gate sees of `c`.
    private void peep(int gate, int at, int from) {
        for (int i = 0; p.isPresent() && i < hidden; i++) {
            double seen = peeps.get((way * 3 + gate) * hidden + i) * c.get(from + i);
            recurrent.set(at + i, recurrent.get(at + i) + seen);
        }
    }
}
