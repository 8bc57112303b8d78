package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;

/// What an operation of layers reads.
sealed interface Operand {

    /// The tokens, or the rows of numbers, that the model is given.
    record Given() implements Operand {}

    /// What an operation gives.
    ///
    /// @param operation its place in the list of operations
    record Made(int operation) implements Operand {}

    /// A weight.
    ///
    /// @param constant the tensor of the ONNX model that holds it
    /// @param transposed whether rows and columns change places
    /// @param from the first row that is meant, after that
    /// @param shape of what is meant
    record Stored(Value constant, boolean transposed, int from, List<Integer> shape) implements Operand {
        public Stored {
            shape = List.copyOf(shape);
        }

        /// Rows `first..first+count` of it.
        Stored rows(int first, int count) {
            return new Stored(
                    constant,
                    transposed,
                    from + first,
                    shape.size() == 1 ? List.of(count) : List.of(count, shape.get(1)));
        }
    }
}
