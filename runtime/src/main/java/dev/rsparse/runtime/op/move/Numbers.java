package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// A list of integers that a node gives as an attribute in old versions of its operator and as an input in newer
/// ones. Reading a list as long as the last one makes no garbage.
final class Numbers {

    private final String operator;
    private final String name;
    private final long[] attribute;
    private long[] read = {};
    private long[] values = {};

    /// @param attribute what holds when there is no input
    Numbers(String operator, String name, long[] attribute) {
        this.operator = operator;
        this.name = name;
        this.attribute = attribute;
    }

    /// Reads an input, which may be absent or a single number without axes.
    ///
    /// @throws IllegalArgumentException when it is not a list of I32 or I64
    void read(Tensor input) {
        if (!input.isPresent()) {
            values = attribute;
            return;
        }
        if (input.rank() == 0) {
            Checks.integers(operator, name, input);
        } else {
            Checks.list(operator, name, input);
        }
        if (read.length != input.count()) {
            read = new long[input.count()];
        }
        for (int i = 0; i < read.length; i++) {
            read[i] = input.integer(i);
        }
        values = read;
    }

    int size() {
        return values.length;
    }

    long get(int index) {
        return values[index];
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    /// Text for messages.
    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
