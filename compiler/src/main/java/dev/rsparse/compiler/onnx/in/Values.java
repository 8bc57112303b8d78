package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// The values of a graph that is being made.
final class Values {

    private final Map<Value, Tensor> constants = new LinkedHashMap<>();
    private int next;

    /// A value that no other is.
    Value value(String name) {
        return new Value(next++, name);
    }

    /// A value that is known.
    Value constant(String name, Tensor tensor) {
        Value value = value(name);
        constants.put(value, tensor);
        return value;
    }

    /// What is known so far.
    Map<Value, Tensor> constants() {
        return constants;
    }
}
