package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Set;

/// Operators that make each element of `Y` from one element of `X`; both have one type and shape.
///
/// A subclass says what becomes of a double. Where speed counts it says so for floats too, and it says what becomes
/// of an integer where ONNX allows them. Floats of 16 bits are computed as floats and rounded once.
abstract class Unary implements Operator {

    private final Blocks blocks;
    private final Workers.Task task = this::part;
    private final Set<ElementType> types;
    private final float[][] scratch;
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    /// @param types of elements that the operator takes
    Unary(Settings settings, Set<ElementType> types) {
        this.blocks = new Blocks(settings.workers());
        this.types = types;
        this.scratch = new float[settings.workers().size()][];
    }

    /// Writes `Y`.
    ///
    /// @throws IllegalArgumentException for elements of a type that the operator does not take
    public void run(Tensor input, Tensor output) {
        Types.check(this, "X", input, types);
        x = input;
        y = output;
        y.shapeLike(x);
        blocks.share(x.count(), task);
    }

    /// What becomes of a number.
    abstract double apply(double number);

    /// What becomes of an integer.
    ///
    /// @param unsigned whether it has 64 bits and no sign; narrower ones without a sign are not negative
    long apply(long number, boolean unsigned) {
        throw new IllegalStateException("no integers are allowed");
    }

    /// What becomes of the elements `first..last`; `out` may be `in`.
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = (float) apply((double) in[i]);
        }
    }

    private void part(int from, int to, int member) {
        for (int block = from; block < to; block++) {
            part(Blocks.first(block), Blocks.last(block, x.count()), x.type(), member);
        }
    }

    private void part(int first, int last, ElementType type, int member) {
        switch (type) {
            case F32 -> floats(x.floats(), y.floats(), first, last);
            case F16, BF16 -> halves(first, last, member);
            case F64 -> doubles(x.doubles(), y.doubles(), first, last);
            default -> integers(first, last, type == ElementType.U64);
        }
    }

    private void doubles(double[] in, double[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = apply(in[i]);
        }
    }

    private void integers(int first, int last, boolean unsigned) {
        for (int i = first; i < last; i++) {
            y.setInteger(i, apply(x.integer(i), unsigned));
        }
    }

    private void halves(int first, int last, int member) {
        if (scratch[member] == null) {
            scratch[member] = new float[Blocks.SIZE];
        }
        float[] numbers = scratch[member];
        SixteenBits.decode(x, first, numbers, last - first);
        floats(numbers, numbers, 0, last - first);
        SixteenBits.encode(numbers, y, first, last - first);
    }
}
