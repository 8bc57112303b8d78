package dev.rsparse.compiler.onnx.program;

import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Which field holds each value: values that are not needed at the same time take turns in one buffer.
final class Places {

    private final Map<Value, Tensor> known;
    private final Map<Value, String> places = new HashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Map<Tensor, String> constantNames = new HashMap<>();
    private final List<String> buffers = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();

    Places(TensorGraph graph) {
        this.known = graph.constants();
        for (TensorGraph.Input input : graph.inputs()) {
            String name = "in" + inputs.size();
            inputs.add(name);
            places.put(input.value(), name);
        }
        assign(Lifetimes.of(graph));
    }

    private record Busy(int until, String buffer) {}

    private void assign(Map<Value, Lifetimes.Span> spans) {
        PriorityQueue<Busy> busy = new PriorityQueue<>((a, b) -> Integer.compare(a.until(), b.until()));
        List<String> free = new ArrayList<>();
        spans.forEach((value, span) -> {
            while (!busy.isEmpty() && busy.peek().until() < span.from()) {
                free.add(busy.remove().buffer());
            }
            // The one that was freed last is likely to be in the cache still.
            String buffer = free.isEmpty() ? extra() : free.removeLast();
            places.put(value, buffer);
            busy.add(new Busy(span.to(), buffer));
        });
    }

    /// One more buffer, of which no value takes its turn.
    String extra() {
        String name = "v" + buffers.size();
        buffers.add(name);
        return name;
    }

    /// The field of a value.
    ///
    /// @throws IllegalStateException for a value that nothing makes
    String of(Value value) {
        Tensor constant = known.get(value);
        String place = constant != null ? constant(constant) : places.get(value);
        if (place == null) {
            throw new IllegalStateException("nothing makes " + value);
        }
        return place;
    }

    /// The field of a constant.
    String constant(Tensor tensor) {
        return constantNames.computeIfAbsent(tensor, _ -> {
            String name = "c" + constants.size();
            constants.put(name, tensor);
            return name;
        });
    }

    /// The constants that were asked for, by field.
    Map<String, Tensor> constants() {
        return constants;
    }

    /// Fields of tensors that values pass through.
    List<String> buffers() {
        return buffers;
    }

    /// Fields of the inputs.
    List<String> inputs() {
        return inputs;
    }
}
