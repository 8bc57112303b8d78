package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.kernel.Pointwise;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X / 2 * (1 + erf(X / sqrt(2)))`, or with `approximate` = `tanh` `X / 2 * (1 + tanh(sqrt(2/pi) * (X +
/// 0.044715 X³)))`; of floats the absolute error of the factor of `X` is below 5e-7 (ONNX Gelu-20, and Gelu of
/// com.microsoft).
public final class Gelu extends Unary {

    private final boolean tanh;

    public Gelu(Settings settings) {
        super(settings, Types.FLOATS);
        String approximate = settings.text("approximate", "none");
        if (!approximate.equals("none") && !approximate.equals("tanh")) {
            throw new IllegalArgumentException("Gelu: no approximation " + approximate);
        }
        this.tanh = approximate.equals("tanh");
    }

    @Override
    double apply(double number) {
        return tanh
                ? number / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (number + 0.044715 * number * number * number)))
                : number / 2 * (1 + ErrorFunction.of(number / Math.sqrt(2)));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        if (tanh) {
            Pointwise.geluTanh(in, out, first, last);
        } else {
            Pointwise.gelu(in, out, first, last);
        }
    }
}
