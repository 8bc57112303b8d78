package dev.rsparse.compiler.check;

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
