package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// `C = A` to the power of `B`; `C` has the type of `A`, from version 12 on `B` may have another. Powers of
/// integers by integers wrap; those by floats, or by negative integers, lose what follows the point (ONNX Pow-7,
/// -12, -13, -15).
public final class Pow extends Binary {

    public Pow(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    double apply(double left, double right) {
        return Math.pow(left, right);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        if (right < 0 && !unsigned) {
            return (long) Math.pow((double) left, (double) right);
        }
        long power = 1;
        long square = left;
        for (long rest = right; rest != 0; rest >>>= 1) {
            power *= (rest & 1) == 1 ? square : 1;
            square *= square;
        }
        return power;
    }

    @Override
    void check(Tensor a, Tensor b) {
        Types.check(this, "A", a, Types.NUMBERS);
        Types.check(this, "B", b, Types.NUMBERS);
    }

    @Override
    void right(float[] a, int ai, float b, float[] out, int at, int n) {
        if (b == 2) {
            for (int i = 0; i < n; i++) {
                float x = a[ai + i];
                out[at + i] = x * x;
            }
        } else if (b == 3) {
            for (int i = 0; i < n; i++) {
                double x = a[ai + i];
                out[at + i] = (float) (x * x * x);
            }
        } else if (b == 0.5) {
            for (int i = 0; i < n; i++) {
                // As Math.pow does: both zeros give 0, negative infinity gives infinity.
                float x = a[ai + i] + 0f;
                out[at + i] = x == Float.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : (float) Math.sqrt(x);
            }
        } else {
            super.right(a, ai, b, out, at, n);
        }
    }
}
