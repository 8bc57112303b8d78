package dev.rsparse.compiler.onnx.program;

import java.util.List;

/// A line of a graph program.
public sealed interface Line {

    /// Calls a method that returns nothing on what a field holds.
    ///
    /// @param receiver name of the field
    /// @param owner its class, which declares the method
    /// @param comment which node of the model it stands for; may be empty
    record Call(String receiver, Class<?> owner, String method, List<Operand> arguments, String comment)
            implements Line {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// Runs one of two blocks, by the number that a tensor holds.
    record Choose(String condition, List<Line> then, List<Line> otherwise) implements Line {
        public Choose {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /// Runs a block as long as a loop says that there is another trip.
    ///
    /// @param loop name of the field with the [dev.rsparse.runtime.tensor.Loop]
    /// @param number of the trip, where the loop is to put it
    /// @param condition where the loop is to put it
    record Repeat(String loop, Operand number, Operand condition, List<Line> body) implements Line {
        public Repeat {
            body = List.copyOf(body);
        }
    }

    /// Calls another method of the emitted class.
    record Part(String name) implements Line {}
}
