package dev.rsparse.compiler.check;

/// A number known when the model is compiled.
public sealed interface Constant {

    double asDouble();

    /// An integer; shapes and counts are integers.
    record Whole(long value) implements Constant {
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
    record Real(double value) implements Constant {
        @Override
        public double asDouble() {
            return value;
        }

        @Override
        public String toString() {
            return Double.toString(value);
        }
    }
}
