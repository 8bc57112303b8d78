package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// The `K` greatest elements along an axis, with `largest` = 0 the least, and their places, of type I64. They come
/// in order, of equal ones the first goes first; NaN counts as the greatest. `axis` is -1. `K` is an attribute
/// before version 10 and an input since; `largest` and `sorted` come with version 11, and results are in order also
/// where `sorted` is 0 (ONNX TopK-1, -10, -11, -24).
public final class TopK implements Operator {

    private final long axis;
    private final boolean largest;
    private final boolean countIsInput;
    private final long attribute;
    private final Extents dims = new Extents();
    /// Takes the places of elements when nobody asks for them.
    private final Tensor unread = new Tensor();
    private final Lanes lanes = new Lanes();
    private final Lanes results = new Lanes();
    private final BestKeys best = new BestKeys();

    public TopK(Settings settings) {
        this.axis = settings.integer("axis", -1);
        this.largest = settings.flag("largest", true);
        this.countIsInput = settings.version() >= 10;
        this.attribute = settings.integer("k", 0);
    }

    /// Writes the elements and their places.
    ///
    /// @param k one integer; absent before version 10
    /// @throws IllegalArgumentException for elements of a type that the operator does not take, an axis that `x`
    ///     does not have, and more elements than lie along it
    public void run(Tensor x, Tensor k, Tensor values, Tensor indices) {
        Types.check(this, "X", x, Types.NUMBERS);
        lanes.along(this, x, axis, 0);
        if (x.rank() == 0 || countIsInput && k.count() != 1) {
            throw new IllegalArgumentException("TopK: X " + x + " and K " + k + " do not go together");
        }
        long wanted = countIsInput ? k.integer(0) : attribute;
        if (wanted < 0 || wanted > lanes.length()) {
            throw new IllegalArgumentException(
                    "TopK: there are no " + wanted + " elements along axis " + axis + " of X " + x);
        }
        dims.copy(x);
        dims.set((int) (axis < 0 ? axis + dims.rank() : axis), (int) wanted);
        dims.shape(values, x.type());
        Tensor places = indices.isPresent() ? indices : unread;
        dims.shape(places, ElementType.I64);
        results.along(this, values, axis, 0);
        for (int lane = 0; lane < results.count(); lane++) {
            select(x, lanes.first(lane), (int) wanted);
            int first = results.first(lane);
            for (int i = 0; i < wanted; i++) {
                int place = first + i * results.stride();
                places.longs()[place] = best.place(i);
                values.copy(x, lanes.first(lane) + best.place(i) * lanes.stride(), place, 1);
            }
        }
    }

    private void select(Tensor x, int first, int wanted) {
        best.clear(wanted);
        for (int i = 0; i < lanes.length(); i++) {
            long key = key(x, first + i * lanes.stride());
            best.offer(largest ? key : ~key, i);
        }
        best.sort();
    }

    /// A long whose order is that of the elements.
    private static long key(Tensor x, int index) {
        return switch (x.type()) {
            // Adding 0 makes one of both zeros.
            case F32, F64, F16, BF16 -> key(x.number(index) + 0.0);
            case U64 -> x.integer(index) ^ Long.MIN_VALUE;
            default -> x.integer(index);
        };
    }

    private static long key(double number) {
        long bits = Double.doubleToLongBits(number);
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }
}
