package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Tensors and settings that tests of operators are fed with.
final class Values {

    private Values() {}

    /// Settings of a node that runs on one thread.
    static Settings settings(int version) {
        return new Settings(new Workers(1), version);
    }

    /// The elements 1, 2, 3, .. as far as the type goes.
    static Tensor counting(ElementType type, int... dims) {
        Tensor tensor = Tensor.of(type, dims);
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setInteger(i, i + 1);
        }
        return tensor;
    }

    /// A list of I64.
    static Tensor list(long... values) {
        return Tensor.of(values, values.length);
    }

    /// One I64 without axes.
    static Tensor single(long value) {
        return Tensor.of(new long[] {value});
    }

    /// The elements as doubles.
    static double[] numbers(Tensor tensor) {
        double[] numbers = new double[tensor.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.number(i);
        }
        return numbers;
    }

    /// A place for results that holds something else already.
    static Tensor used() {
        Tensor tensor = Tensor.of(ElementType.F32, 4096);
        Arrays.fill(tensor.floats(), 77);
        return tensor;
    }
}
