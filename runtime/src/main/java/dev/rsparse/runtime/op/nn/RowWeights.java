package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// Numbers that a row is multiplied by, or that are added to it: a tensor stretched to the row's axes.
final class RowWeights {

    private static final float[] NONE = {};

    private final String operator;
    private final String name;
    private float[] room = NONE;
    private float[] floats = NONE;
    private double[] doubles = {};

    /// @param operator for messages
    /// @param name of the operand
    RowWeights(String operator, String name) {
        this.operator = operator;
        this.name = name;
    }

    /// Takes on `values` for rows of axes `axis` and on of `x`.
    ///
    /// @param values may be absent
    void of(Tensor x, int axis, Tensor values) {
        if (!values.isPresent()) {
            floats = NONE;
            return;
        }
        if (!fits(x, axis, values)) {
            throw new IllegalArgumentException(
                    operator + ": " + name + " " + values + " does not fit axes " + axis + " and on of " + x);
        }
        int width = x.count(axis, x.rank());
        if (x.type() != ElementType.F32) {
            stretchDoubles(x, values, width);
        } else if (values.type() == ElementType.F32 && values.count() == width) {
            floats = values.floats();
        } else {
            stretchFloats(x, values, width);
        }
    }

    private void stretchFloats(Tensor x, Tensor values, int width) {
        if (room.length < width) {
            room = new float[width];
        }
        for (int i = 0; i < width; i++) {
            room[i] = (float) values.number(place(x, values, i));
        }
        floats = room;
    }

    private void stretchDoubles(Tensor x, Tensor values, int width) {
        if (doubles.length < width) {
            doubles = new double[width];
        }
        for (int i = 0; i < width; i++) {
            doubles[i] = values.number(place(x, values, i));
        }
    }

    private static boolean fits(Tensor x, int axis, Tensor values) {
        for (int k = 1; k <= values.rank(); k++) {
            int extent = k <= x.rank() - axis ? x.dim(-k) : 1;
            if (values.dim(-k) != 1 && values.dim(-k) != extent) {
                return false;
            }
        }
        return true;
    }

    private static int place(Tensor x, Tensor values, int i) {
        int at = 0;
        int step = 1;
        int rest = i;
        for (int k = 1; k <= values.rank() && k <= x.rank(); k++) {
            int place = rest % x.dim(-k);
            rest /= x.dim(-k);
            at += values.dim(-k) == 1 ? 0 : place * step;
            step *= values.dim(-k);
        }
        return at;
    }

    /// For each element of a row of type F32; empty when absent.
    float[] floats() {
        return floats;
    }

    /// For each element of a row of another type.
    double[] doubles() {
        return doubles;
    }
}
