package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The values of a graph that is being made or changed.
public final class Values {

    private final Map<Value, Tensor> constants = new LinkedHashMap<>();
    private int next;

    /// The values of a graph that gets more of them.
    public static Values of(TensorGraph graph) {
        Values values = new Values();
        values.constants.putAll(graph.constants());
        graph.constants().keySet().forEach(values::keep);
        values.keep(graph.body());
        return values;
    }

    private void keep(Block block) {
        block.parameters().forEach(this::keep);
        block.steps().forEach(step -> {
            step.outputs().forEach(this::keep);
            step.blocks().forEach(this::keep);
        });
    }

    private void keep(Value value) {
        next = Math.max(next, value.id() + 1);
    }

    /// A value that no other is.
    public Value value(String name) {
        return new Value(next++, name);
    }

    /// A value that is known.
    public Value constant(String name, Tensor tensor) {
        Value value = value(name);
        constants.put(value, tensor);
        return value;
    }

    /// What is known so far.
    public Map<Value, Tensor> constants() {
        return Collections.unmodifiableMap(constants);
    }
}
