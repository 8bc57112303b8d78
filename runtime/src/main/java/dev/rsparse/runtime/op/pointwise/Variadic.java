package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Broadcast;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Set;

/// Operators that make each element of the result from one of each of any number of inputs, stretched to a common
/// shape, by an operator of two: from left to right.
abstract class Variadic implements Operator {

    private final Binary pair;
    private final Set<ElementType> types;
    private Broadcast place = new Broadcast(1);
    private int operands = 1;

    Variadic(Settings settings, Set<ElementType> types, Binary pair) {
        this.types = types;
        this.pair = pair;
    }

    /// Writes the result.
    ///
    /// @throws IllegalArgumentException for no inputs, types that the operator does not take, types that differ, or
    ///     shapes that do not go together
    public void run(Tensor[] data, Tensor result) {
        check(data);
        if (operands != data.length) {
            operands = data.length;
            place = new Broadcast(operands);
        }
        Stretch.of(this, place, data);
        if (data.length == 2 && data[0].type() == ElementType.F32) {
            pair.run(data[0], data[1], result);
        } else {
            fold(data, result);
        }
        if (result.type() == ElementType.F32) {
            finish(result.floats(), result.count(), data.length);
        }
    }

    /// What becomes of the first `n` results of `count` inputs at the end.
    void finish(float[] results, int n, int count) {}

    /// What becomes of a result of `count` inputs at the end.
    double finish(double result, int count) {
        return result;
    }

    private void check(Tensor[] data) {
        if (data.length == 0) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": there are no inputs");
        }
        for (Tensor operand : data) {
            Types.check(this, "input", operand, types);
            if (operand.type() != data[0].type()) {
                throw new IllegalArgumentException(
                        getClass().getSimpleName() + ": " + data[0] + " and " + operand + " have different types");
            }
        }
    }

    private void fold(Tensor[] data, Tensor result) {
        ElementType type = data[0].type();
        result.shape(type, place.dims(), place.dims().length);
        for (int row = 0; row < place.rows(); row++) {
            place.row(row);
            int at = row * place.width();
            if (type == ElementType.F32) {
                floats(data, result.floats(), at);
            } else if (Types.FLOATS.contains(type)) {
                numbers(data, result, at);
            } else {
                integers(data, result, at);
            }
        }
    }

    private void floats(Tensor[] data, float[] out, int at) {
        int n = place.width();
        float[] first = data[0].floats();
        for (int i = 0; i < n; i++) {
            out[at + i] = first[place.offset(0) + i * place.step(0)];
        }
        for (int k = 1; k < data.length; k++) {
            pair.floats(out, at, n > 1 ? 1 : 0, data[k].floats(), place.offset(k), place.step(k), out, at, n);
        }
    }

    private void numbers(Tensor[] data, Tensor result, int at) {
        for (int i = 0; i < place.width(); i++) {
            double value = data[0].number(place.offset(0) + i * place.step(0));
            for (int k = 1; k < data.length; k++) {
                value = pair.apply(value, data[k].number(place.offset(k) + i * place.step(k)));
            }
            result.setNumber(at + i, finish(value, data.length));
        }
    }

    private void integers(Tensor[] data, Tensor result, int at) {
        boolean unsigned = result.type() == ElementType.U64;
        for (int i = 0; i < place.width(); i++) {
            long value = data[0].integer(place.offset(0) + i * place.step(0));
            for (int k = 1; k < data.length; k++) {
                value = pair.apply(value, data[k].integer(place.offset(k) + i * place.step(k)), unsigned);
            }
            result.setInteger(at + i, value);
        }
    }
}
