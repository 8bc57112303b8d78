package dev.rsparse.compiler.onnx.in;

import java.util.HashMap;
import java.util.Map;

/// Which value a name stands for in a body; names of bodies around it are seen too.
final class Scope {

    private final Scope outer;
    private final Map<String, Value> values = new HashMap<>();

    /// @param outer the scope around it, or null for a graph or function
    Scope(Scope outer) {
        this.outer = outer;
    }

    void put(String name, Value value) {
        values.put(name, value);
    }

    /// The value of a name; that of the empty name is absent.
    ///
    /// @throws IllegalStateException for a name that a sound model cannot read here
    Value get(String name) {
        if (name.isEmpty()) {
            return Value.ABSENT;
        }
        Value value = values.get(name);
        if (value != null) {
            return value;
        }
        if (outer == null) {
            throw new IllegalStateException("nothing gives \"" + name + "\"");
        }
        return outer.get(name);
    }
}
