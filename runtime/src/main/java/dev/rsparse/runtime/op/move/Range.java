package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `out[i] = start + i * delta` for as long as that is before `limit`: `max(0, ceil((limit - start) / delta))`
/// elements. All three are single numbers of one type, F32, F64, I16, I32 or I64 and since version 27 F16 and BF16.
/// Floats are computed as doubles and rounded once. ONNX Range-11,-27.
public final class Range implements Operator {

    public Range(Settings settings) {}

    /// Writes the numbers.
    public void run(Tensor start, Tensor limit, Tensor delta, Tensor out) {
        Checks.single("Range", "start", start);
        Checks.single("Range", "limit", limit);
        Checks.single("Range", "delta", delta);
        Checks.sameType("Range", start, limit);
        Checks.sameType("Range", start, delta);
        switch (start.type()) {
            case F32, F64, F16, BF16 -> floats(start, limit.number(0), delta.number(0), out);
            case I16, I32, I64 -> integers(start, limit.integer(0), delta.integer(0), out);
            default -> throw new IllegalArgumentException("Range: " + start + " is of no type that ranges have");
        }
    }

    private static void floats(Tensor start, double limit, double delta, Tensor out) {
        double first = start.number(0);
        double count = Math.max(0, Math.ceil((limit - first) / delta));
        if (delta == 0 || !(count <= Integer.MAX_VALUE)) {
            throw refusal(first, limit, delta);
        }
        out.shape(start.type(), (int) count);
        for (int i = 0; i < out.count(); i++) {
            out.setNumber(i, first + i * delta);
        }
    }

    private static void integers(Tensor start, long limit, long delta, Tensor out) {
        long first = start.integer(0);
        long count = 0;
        if (delta > 0 && first < limit) {
            // As unsigned numbers these differences do not overflow.
            count = Long.divideUnsigned(limit - first - 1, delta) + 1;
        } else if (delta < 0 && first > limit) {
            count = Long.divideUnsigned(first - limit - 1, -delta) + 1;
        }
        if (delta == 0 || count < 0 || count > Integer.MAX_VALUE) {
            throw refusal(first, limit, delta);
        }
        out.shape(start.type(), (int) count);
        for (int i = 0; i < out.count(); i++) {
            out.setInteger(i, first + i * delta);
        }
    }

    private static IllegalArgumentException refusal(Number start, Number limit, Number delta) {
        return new IllegalArgumentException(
                "Range: no numbers from " + start + " to " + limit + " in steps of " + delta);
    }
}
