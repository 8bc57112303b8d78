package dev.rsparse.compiler.check;

import java.util.List;

/// Something known when the model is compiled.
public sealed interface Constant {

    /// What to call it in a message.
    String kind();

    /// A number.
    sealed interface Number extends Constant {

        double asDouble();

        @Override
        default String kind() {
            return "a number";
        }
    }

    /// An integer; shapes and counts are integers.
    record Whole(long value) implements Number {
        @Override
        public double asDouble() {
            return value;
        }

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /// A number that may have a fraction.
    record Real(double value) implements Number {
        @Override
        public double asDouble() {
            return value;
        }

        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /// Several numbers, such as one for each axis.
    record Numbers(List<Number> values) implements Constant {
        public Numbers {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "a list of numbers";
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /// A text, such as the name of an activation in `config.json`.
    record Text(String value) implements Constant {
        @Override
        public String kind() {
            return "a text";
        }

        @Override
        public String toString() {
            return '"' + value + '"';
        }
    }

    /// True or false.
    record Flag(boolean value) implements Constant {
        @Override
        public String kind() {
            return "a condition";
        }

        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }
}
