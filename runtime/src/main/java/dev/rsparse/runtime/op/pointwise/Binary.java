package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Broadcast;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Arrays;
import java.util.Set;

/// Operators that make each element of `C` from one of `A` and one of `B`, stretched to a common shape as NumPy
/// does.
///
/// A subclass says what becomes of two doubles, of two integers where ONNX allows them, and, where speed counts, of
/// rows of floats: two rows, or a row and a number.
abstract class Binary implements Operator {

    /// Rows that are worth a thread's while, times their elements.
    private static final int LEAST = 16 * 1024;

    private final Workers workers;
    private final Blocks blocks;
    private final Workers.Task blockTask = this::blocks;
    private final Workers.Task rowTask = this::rows;
    private final Set<ElementType> types;
    private final Broadcast[] places;
    private final float[][][] scratch;
    private final Tensor[] operands = {Tensor.ABSENT, Tensor.ABSENT};
    private Tensor result = Tensor.ABSENT;

    /// @param types of elements that the operator takes
    Binary(Settings settings, Set<ElementType> types) {
        this.workers = settings.workers();
        this.blocks = new Blocks(workers);
        this.types = types;
        this.places = new Broadcast[workers.size()];
        this.scratch = new float[workers.size()][][];
        Arrays.setAll(places, i -> new Broadcast(2));
    }

    /// Writes `C`.
    ///
    /// @throws IllegalArgumentException for types that the operator does not take, types that differ, or shapes
    ///     that do not go together
    public void run(Tensor a, Tensor b, Tensor c) {
        check(a, b);
        operands[0] = a;
        operands[1] = b;
        result = c;
        Broadcast place = places[0];
        Stretch.of(this, place, operands);
        c.shape(resultType(a.type()), place.dims(), place.dims().length);
        if (place.rows() == 1) {
            place.row(0);
            blocks.share(place.width(), blockTask);
        } else if (place.rows() > 0) {
            workers.share(place.rows(), Math.max(1, LEAST / place.width()), rowTask);
        }
    }

    /// Refuses operands of types that do not fit.
    void check(Tensor a, Tensor b) {
        Types.check(this, "A", a, types);
        if (a.type() != b.type()) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": A " + a + " and B " + b + " have different types");
        }
    }

    /// Type of `C` for elements of `type` in `A`.
    ElementType resultType(ElementType type) {
        return type;
    }

    /// What becomes of two numbers.
    double apply(double left, double right) {
        throw new IllegalStateException("no floats are allowed");
    }

    /// What becomes of two integers.
    ///
    /// @param unsigned whether they have 64 bits and no sign; narrower ones without a sign are not negative
    long apply(long left, long right, boolean unsigned) {
        throw new IllegalStateException("no integers are allowed");
    }

    /// `out[at+i]` of `a[ai+i]` and `b[bi+i]` for `n` elements; `out` from `at` on may be an operand.
    void both(float[] a, int ai, float[] b, int bi, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = (float) apply((double) a[ai + i], (double) b[bi + i]);
        }
    }

    /// `out[at+i]` of `a[ai+i]` and `b` for `n` elements; `out` from `at` on may be `a` from `ai` on.
    void right(float[] a, int ai, float b, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = (float) apply((double) a[ai + i], (double) b);
        }
    }

    /// `out[at+i]` of `a` and `b[bi+i]` for `n` elements; `out` from `at` on may be `b` from `bi` on.
    void left(float a, float[] b, int bi, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = (float) apply((double) a, (double) b[bi + i]);
        }
    }

    /// A row of floats, in which each operand moves on by 0 or 1.
    final void floats(float[] a, int ai, int aStep, float[] b, int bi, int bStep, float[] out, int at, int n) {
        if (aStep == bStep) {
            both(a, ai, b, bi, out, at, n);
        } else if (bStep == 0) {
            right(a, ai, b[bi], out, at, n);
        } else {
            left(a[ai], b, bi, out, at, n);
        }
    }

    private void blocks(int from, int to, int member) {
        int first = Blocks.first(from);
        int last = Blocks.last(to - 1, places[0].width());
        row(places[0], first, first, last - first, member);
    }

    private void rows(int from, int to, int member) {
        Broadcast place = places[member];
        if (member != 0) {
            place.of(operands);
        }
        place.row(from);
        for (int row = from; row < to; row++) {
            row(place, 0, row * place.width(), place.width(), member);
            place.next();
        }
    }

    /// Elements of a row from `first` on.
    private void row(Broadcast place, int first, int at, int n, int member) {
        int aStep = place.step(0);
        int bStep = place.step(1);
        int ai = place.offset(0) + first * aStep;
        int bi = place.offset(1) + first * bStep;
        Tensor a = operands[0];
        Tensor b = operands[1];
        if (a.type() == ElementType.F32 && b.type() == ElementType.F32 && result.type() == ElementType.F32) {
            floats(a.floats(), ai, aStep, b.floats(), bi, bStep, result.floats(), at, n);
        } else if (SixteenBits.are(a.type()) && b.type() == a.type() && result.type() == a.type()) {
            halves(member, ai, aStep, bi, bStep, at, n);
        } else if (Types.FLOATS.contains(a.type()) || Types.FLOATS.contains(b.type())) {
            for (int i = 0; i < n; i++) {
                result.setNumber(at + i, apply(a.number(ai + i * aStep), b.number(bi + i * bStep)));
            }
        } else {
            boolean unsigned = a.type() == ElementType.U64;
            for (int i = 0; i < n; i++) {
                result.setInteger(at + i, apply(a.integer(ai + i * aStep), b.integer(bi + i * bStep), unsigned));
            }
        }
    }

    /// A row of floats of 16 bits, a block at a time as floats: a sum, difference, product or quotient that is
    /// rounded to a float first comes to the same as one that is not.
    private void halves(int member, int ai, int aStep, int bi, int bStep, int at, int n) {
        if (scratch[member] == null) {
            scratch[member] = new float[2][Blocks.SIZE];
        }
        float[] left = scratch[member][0];
        float[] right = scratch[member][1];
        for (int i = 0; i < n; i += Blocks.SIZE) {
            int count = Math.min(Blocks.SIZE, n - i);
            SixteenBits.decode(operands[0], ai + i * aStep, left, aStep == 0 ? 1 : count);
            SixteenBits.decode(operands[1], bi + i * bStep, right, bStep == 0 ? 1 : count);
            float[] out = aStep == 0 ? right : left;
            floats(left, 0, aStep, right, 0, bStep, out, 0, count);
            SixteenBits.encode(out, result, at + i, count);
        }
    }
}
