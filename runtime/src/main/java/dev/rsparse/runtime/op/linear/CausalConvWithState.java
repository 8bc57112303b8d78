package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Convolution of each channel with the numbers before: `y[t] = B + Σ W[i] x[t - K + 1 + i]`, where those before
/// the first are the state, or 0. The last `K - 1` numbers are the state that comes out. Attribute `activation`
/// (none): `silu`, also called `swish`, makes `y / (1 + exp(-y))` of each. Types: floats, computed as doubles.
/// Source: ONNX CausalConvWithState-27.
public final class CausalConvWithState implements Operator {

    private final boolean silu;

    public CausalConvWithState(Settings settings) {
        String activation = settings.text("activation", "none");
        this.silu = !activation.equals("none");
        if (silu && !activation.equals("silu") && !activation.equals("swish")) {
            throw new IllegalArgumentException("CausalConvWithState: there is no activation " + activation);
        }
    }

    /// @param x `[N,C,L]`
    /// @param w `[C,1,K]`
    /// @param b `[C]`, or absent
    /// @param past `[N,C,K - 1]`, or absent
    /// @param y `[N,C,L]`
    /// @param present `[N,C,K - 1]`, or absent
    public void run(Tensor x, Tensor w, Tensor b, Tensor past, Tensor y, Tensor present) {
        boolean fits = x.rank() == 3
                && w.rank() == 3
                && w.dim(0) == x.dim(1)
                && w.dim(1) == 1
                && w.dim(2) > 0
                && (!b.isPresent() || b.count() == x.dim(1))
                && (!past.isPresent() || past.count() == x.dim(0) * x.dim(1) * (w.dim(2) - 1));
        if (!fits) {
            throw new IllegalArgumentException(
                    "CausalConvWithState: X " + x + ", W " + w + ", B and state do not go together");
        }
        int kernel = w.dim(2);
        int length = x.dim(2);
        y.shapeLike(x);
        if (present.isPresent()) {
            present.shape(x.type(), x.dim(0), x.dim(1), kernel - 1);
        }
        for (int line = 0; line < x.dim(0) * x.dim(1); line++) {
            int channel = line % x.dim(1);
            for (int t = 0; t < length; t++) {
                double sum = b.isPresent() ? b.number(channel) : 0;
                for (int i = 0; i < kernel; i++) {
                    sum += w.number(channel * kernel + i) * before(x, past, line, t + i, kernel);
                }
                y.setNumber(line * length + t, silu ? sum / (1 + Math.exp(-sum)) : sum);
            }
            for (int i = 0; i < kernel - 1 && present.isPresent(); i++) {
                present.setNumber(line * (kernel - 1) + i, before(x, past, line, length + i, kernel));
            }
        }
    }

    /// A number of a line that has its state in front.
    private static double before(Tensor x, Tensor past, int line, int place, int kernel) {
        if (place >= kernel - 1) {
            return x.number(line * x.dim(2) + place - kernel + 1);
        }
        return past.isPresent() ? past.number(line * (kernel - 1) + place) : 0;
    }
}
