package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// The remainder of `A / B`. It has the sign of `B`, with `fmod` = 1 that of `A`; floats are only divided with
/// `fmod` = 1. No integer may be divided by 0 (ONNX Mod-10, -13).
public final class Mod extends Binary {

    private final boolean truncates;

    public Mod(Settings settings) {
        super(settings, Types.NUMBERS);
        this.truncates = settings.flag("fmod", false);
    }

    @Override
    double apply(double left, double right) {
        return left % right;
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        if (unsigned) {
            return Long.remainderUnsigned(left, right);
        }
        return truncates ? left % right : Math.floorMod(left, right);
    }

    @Override
    void check(Tensor a, Tensor b) {
        super.check(a, b);
        Divisors.check(this, b);
        if (!truncates && Types.FLOATS.contains(a.type())) {
            throw new IllegalArgumentException("Mod: fmod must be 1 for A " + a);
        }
    }
}
