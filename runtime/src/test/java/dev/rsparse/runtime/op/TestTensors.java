package dev.rsparse.runtime.op;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Tensors and settings that tests of operators are fed with.
public final class TestTensors {

    /// The caller alone.
    private static final Workers ALONE = new Workers(1);

    private TestTensors() {}

    /// Settings of a node that runs on one thread.
    public static Settings settings(int version) {
        return new Settings(ALONE, version);
    }

    /// A list of floats.
    public static Tensor floats(float... values) {
        return Tensor.of(values, values.length);
    }

    /// A list of numbers of a type.
    public static Tensor numbers(ElementType type, double... values) {
        Tensor tensor = Tensor.of(type, values.length);
        for (int i = 0; i < values.length; i++) {
            tensor.setNumber(i, values[i]);
        }
        return tensor;
    }

    /// The elements as doubles.
    public static double[] numbers(Tensor tensor) {
        return IntStream.range(0, tensor.count()).mapToDouble(tensor::number).toArray();
    }

    /// The elements of a tensor, whose storage may be longer.
    public static float[] floats(Tensor tensor) {
        return Arrays.copyOf(tensor.floats(), tensor.count());
    }

    /// A tensor that has held other values, so that what is not written shows.
    public static Tensor used() {
        float[] values = new float[5000];
        Arrays.fill(values, -77);
        return Tensor.of(values, values.length);
    }
}
