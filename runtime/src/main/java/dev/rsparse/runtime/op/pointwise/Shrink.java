package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X + bias` where `X < -lambd`, `X - bias` where `X > lambd`, 0 elsewhere; `bias` is 0, `lambd` is 0.5.
/// Integers are computed as doubles (ONNX Shrink-9).
public final class Shrink extends Unary {

    private final float bias;
    private final float lambda;

    public Shrink(Settings settings) {
        super(settings, Types.NUMBERS);
        this.bias = settings.number("bias", 0);
        this.lambda = settings.number("lambd", 0.5f);
    }

    @Override
    double apply(double number) {
        return number < -lambda ? number + bias : number > lambda ? number - bias : 0;
    }

    @Override
    long apply(long number, boolean unsigned) {
        return (long) apply(unsigned ? Math.abs((double) number) : (double) number);
    }
}
