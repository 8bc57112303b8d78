package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Operators that say where along an axis the extreme lies; a NaN counts as one. `axis` is 0 and may be negative
/// from version 11 on; it stays with an extent of 1 unless `keepdims` is 0. Of several the first is taken, from
/// version 12 on with `select_last_index` = 1 the last.
abstract class ArgExtreme implements Operator {

    /// Elements that are worth a thread's while.
    private static final int LEAST = 8 * 1024;

    private final Workers workers;
    private final Workers.Task task = this::lanes;
    private final long axis;
    private final boolean keeps;
    private final boolean last;
    private final Lanes lanes = new Lanes();
    private int[] dims = {};
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    ArgExtreme(Settings settings) {
        this.workers = settings.workers();
        this.axis = settings.integer("axis", 0);
        this.keeps = settings.flag("keepdims", true);
        this.last = settings.flag("select_last_index", false);
    }

    /// Writes the places, of type I64.
    ///
    /// @throws IllegalArgumentException for elements of a type that the operator does not take, an axis that the
    ///     tensor does not have or one without elements
    public void run(Tensor data, Tensor places) {
        Types.check(this, "data", data, Types.NUMBERS);
        x = data;
        y = places;
        lanes.along(this, x, axis, 1);
        if (lanes.length() == 0) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": axis " + axis + " of data " + x + " has no elements");
        }
        shape();
        workers.share(lanes.count(), Math.max(1, LEAST / lanes.length()), task);
    }

    private void shape() {
        if (dims.length < x.rank()) {
            dims = new int[x.rank()];
        }
        int reduced = (int) (axis < 0 ? axis + x.rank() : axis);
        int rank = 0;
        for (int i = 0; i < x.rank(); i++) {
            if (i != reduced || keeps) {
                dims[rank++] = i == reduced ? 1 : x.dim(i);
            }
        }
        y.shape(ElementType.I64, dims, rank);
    }

    /// Whether a number is more extreme than another; neither is NaN.
    abstract boolean exceeds(double number, double other);

    private void lanes(int from, int to, int member) {
        boolean isFloat = Types.FLOATS.contains(x.type());
        long flip = x.type() == ElementType.U64 ? Long.MIN_VALUE : 0;
        if (x.type() == ElementType.F32 && lanes.stride() == 1) {
            for (int lane = from; lane < to; lane++) {
                y.longs()[lane] = ofFloats(x.floats(), lanes.first(lane));
            }
            return;
        }
        for (int lane = from; lane < to; lane++) {
            y.longs()[lane] = isFloat ? ofNumbers(lanes.first(lane)) : ofIntegers(lanes.first(lane), flip);
        }
    }

    /// The most extreme of `n` floats from `from` on, NaN where there is one.
    abstract float extreme(float[] numbers, int from, int n);

    private int ofFloats(float[] numbers, int first) {
        int n = lanes.length();
        float extreme = extreme(numbers, first, n);
        boolean isNaN = Float.isNaN(extreme);
        int step = last ? -1 : 1;
        int i = last ? n - 1 : 0;
        while (numbers[first + i] != extreme && !(isNaN && Float.isNaN(numbers[first + i]))) {
            i += step;
        }
        return i;
    }

    private long ofNumbers(int first) {
        int best = 0;
        double extreme = x.number(first);
        for (int i = 1; i < lanes.length(); i++) {
            double number = x.number(first + i * lanes.stride());
            boolean same = number == extreme || Double.isNaN(number) && Double.isNaN(extreme);
            boolean more = !Double.isNaN(extreme) && (Double.isNaN(number) || exceeds(number, extreme));
            if (more || same && last) {
                best = i;
                extreme = number;
            }
        }
        return best;
    }

    /// @param flip makes the order of unsigned integers that of signed ones
    private long ofIntegers(int first, long flip) {
        int best = 0;
        long extreme = x.integer(first) ^ flip;
        for (int i = 1; i < lanes.length(); i++) {
            long number = x.integer(first + i * lanes.stride()) ^ flip;
            if (exceeds(Long.compare(number, extreme), 0) || number == extreme && last) {
                best = i;
                extreme = number;
            }
        }
        return best;
    }
}
