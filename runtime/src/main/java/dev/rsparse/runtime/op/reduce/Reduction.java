package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Arrays;
import java.util.Set;

/// Operators that make one number of all that lie along some axes. Axes are an attribute, in later versions an
/// input; without them all are reduced, unless `noop_with_empty_axes` is 1: then none is, and each element is a set
/// of its own. Reduced axes stay with an extent of 1 unless `keepdims` is 0.
///
/// A subclass says how numbers are added up and what becomes of the sum; where speed counts, it says so for floats
/// that lie one behind the other, and for columns of floats.
abstract class Reduction implements Operator {

    /// Elements that are worth a thread's while.
    private static final int LEAST = 16 * 1024;

    /// Columns that are a part of the work: a whole number of vectors, whatever the threads.
    private static final int COLUMNS = 256;

    private final Workers workers;
    private final Workers.Task resultTask = this::results;
    private final Workers.Task columnTask = this::columns;
    private final Set<ElementType> types;
    private final boolean axesAreInput;
    private final long[] attribute;
    private final boolean keeps;
    private final boolean noop;
    private final ReducePlan plan = new ReducePlan();
    private boolean[] reduced = {};
    private int[] dims = {};
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    /// @param inputSince first version whose axes are an input
    /// @param types of elements that the operator takes
    Reduction(Settings settings, int inputSince, Set<ElementType> types) {
        this.workers = settings.workers();
        this.types = types;
        this.axesAreInput = settings.version() >= inputSince;
        this.attribute = settings.integers("axes");
        this.keeps = settings.flag("keepdims", true);
        this.noop = axesAreInput && settings.flag("noop_with_empty_axes", false);
    }

    /// Writes the reduced tensor.
    ///
    /// @param axes may be absent
    /// @throws IllegalArgumentException for elements of a type that the operator does not take, and axes that the
    ///     tensor does not have
    public void run(Tensor data, Tensor axes, Tensor result) {
        Types.check(this, "data", data, types);
        x = data;
        y = result;
        select(axes);
        plan.of(x, reduced);
        shape();
        if (x.type() == ElementType.F32 && plan.isColumns() && plan.parts() > 0) {
            int pieces = (plan.columns() + COLUMNS - 1) / COLUMNS;
            int count = plan.results() == 0 ? 0 : plan.results() / plan.columns() * pieces;
            workers.share(count, (int) Math.max(1, LEAST / ((long) plan.parts() * COLUMNS)), columnTask);
        } else {
            workers.share(plan.results(), Math.max(1, LEAST / Math.max(1, plan.parts())), resultTask);
        }
    }

    private void select(Tensor axes) {
        int rank = x.rank();
        if (reduced.length != rank) {
            reduced = new boolean[rank];
        }
        boolean present = axesAreInput && axes.isPresent();
        int count = present ? axes.count() : axesAreInput ? 0 : attribute.length;
        Arrays.fill(reduced, count == 0 && !noop);
        for (int i = 0; i < count; i++) {
            long axis = present ? axes.integer(i) : attribute[i];
            if (axis < -rank || axis >= rank) {
                throw new IllegalArgumentException(getClass().getSimpleName() + ": data " + x + " has no axis " + axis);
            }
            reduced[Shapes.axis(axis, rank)] = true;
        }
    }

    private void shape() {
        if (dims.length < x.rank()) {
            dims = new int[x.rank()];
        }
        int rank = 0;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (!reduced[axis] || keeps) {
                dims[rank++] = reduced[axis] ? 1 : x.dim(axis);
            }
        }
        y.shape(x.type(), dims, rank);
    }

    /// What an empty set comes to, and where adding begins.
    abstract double start();

    /// The sum and one more number.
    abstract double add(double sum, double number);

    /// What becomes of the sum of `count` numbers.
    double finish(double sum, int count) {
        return sum;
    }

    /// Whether integers are added up as doubles.
    boolean isOfDoubles() {
        return false;
    }

    /// Where adding integers begins.
    long start(ElementType type) {
        return (long) start();
    }

    /// The sum and one more integer.
    ///
    /// @param unsigned whether integers have 64 bits and no sign; narrower ones without a sign are not negative
    long add(long sum, long number, boolean unsigned) {
        throw new IllegalStateException("integers are added up as doubles");
    }

    /// What becomes of the sum of `count` integers.
    long finish(long sum, int count, boolean unsigned) {
        return sum;
    }

    /// What `n` floats, one behind the other from `from` on, come to.
    float row(float[] numbers, int from, int n) {
        double sum = start();
        for (int i = 0; i < n; i++) {
            sum = add(sum, numbers[from + i]);
        }
        return (float) finish(sum, n);
    }

    /// What columns come to: `out[at+j]` of `numbers[from + i * stride + j]`, `i` in `0..n`, for each `j` in
    /// `0..count`.
    void columns(float[] numbers, int from, int n, int stride, float[] out, int at, int count) {
        for (int j = 0; j < count; j++) {
            double sum = start();
            for (int i = 0; i < n; i++) {
                sum = add(sum, numbers[from + i * stride + j]);
            }
            out[at + j] = (float) finish(sum, n);
        }
    }

    /// What the `count` elements of a result come to as doubles.
    double number(Tensor data, ReducePlan places, int base, int count) {
        double sum = start();
        for (int i = 0; i < count; i++) {
            sum = add(sum, data.number(base + places.offset(i)));
        }
        return finish(sum, count);
    }

    private long integer(int base, int count) {
        boolean unsigned = x.type() == ElementType.U64;
        long sum = start(x.type());
        for (int i = 0; i < count; i++) {
            sum = add(sum, x.integer(base + plan.offset(i)), unsigned);
        }
        return finish(sum, count, unsigned);
    }

    private void results(int from, int to, int member) {
        int count = plan.parts();
        boolean isRows = x.type() == ElementType.F32 && plan.isRows();
        boolean isOfNumbers = Types.FLOATS.contains(x.type()) || isOfDoubles();
        for (int result = from; result < to; result++) {
            int base = plan.base(result);
            if (isRows) {
                y.floats()[result] = row(x.floats(), base, count);
            } else if (isOfNumbers) {
                y.setNumber(result, number(x, plan, base, count));
            } else {
                y.setInteger(result, integer(base, count));
            }
        }
    }

    private void columns(int from, int to, int member) {
        int width = plan.columns();
        int pieces = (width + COLUMNS - 1) / COLUMNS;
        for (int part = from; part < to; part++) {
            int first = part % pieces * COLUMNS;
            int at = part / pieces * width + first;
            int count = Math.min(COLUMNS, width - first);
            columns(x.floats(), plan.base(at), plan.parts(), width, y.floats(), at, count);
        }
    }
}
