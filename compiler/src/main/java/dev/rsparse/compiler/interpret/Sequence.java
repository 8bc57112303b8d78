package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.linalg.Matrix;
import java.util.HashMap;
import java.util.Map;

/// One sequence of tokens somewhere on its way through a graph.
///
/// @param window which of the sequences it is
/// @param values what is alive, `[tokens,width]` each, by value id
public record Sequence(int window, int[] ids, Map<Integer, Matrix> values) {

    /// The same state; running on leaves this one as it is.
    Sequence copy() {
        return new Sequence(window, ids, new HashMap<>(values));
    }

    Matrix of(Value value) {
        Matrix matrix = values.get(value.id());
        if (matrix == null) {
            throw new IllegalStateException(value + " is not alive here");
        }
        return matrix;
    }

    void put(Value value, Matrix matrix) {
        values.put(value.id(), matrix);
    }

    void drop(Value value) {
        values.remove(value.id());
    }
}
