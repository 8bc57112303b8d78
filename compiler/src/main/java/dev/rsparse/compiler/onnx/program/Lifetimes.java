package dev.rsparse.compiler.onnx.program;

import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// When each value is made and when it is needed for the last time, counted in steps of the whole graph, blocks
/// included. What a block of a loop reads from around it is needed until the loop ends, since it may come round
/// again; what a view shows is needed as long as the view.
final class Lifetimes {

    /// @param from the step that makes the value
    /// @param to the last step that reads it
    record Span(int from, int to) {}

    private final Map<Value, Integer> made = new LinkedHashMap<>();
    private final Map<Value, Integer> needed = new HashMap<>();
    private final Map<Value, Value> shown = new HashMap<>();
    private int now;

    private Lifetimes() {}

    /// The spans of all values but constants and inputs, in the order in which they are made.
    static Map<Value, Span> of(TensorGraph graph) {
        Lifetimes lifetimes = new Lifetimes();
        lifetimes.add(graph.body());
        graph.body().results().forEach(result -> lifetimes.need(result, Integer.MAX_VALUE));
        lifetimes.extendShown();
        Map<Value, Span> spans = new LinkedHashMap<>();
        lifetimes.made.forEach(
                (value, from) -> spans.put(value, new Span(from, lifetimes.needed.getOrDefault(value, from))));
        return spans;
    }

    private void add(Block block) {
        for (Step step : block.steps()) {
            now++;
            step.inputs().forEach(input -> need(input, now));
            switch (step) {
                case Step.Apply apply -> {
                    if (apply.operator().traits().contains(Trait.VIEW)) {
                        shown.put(apply.outputs().getFirst(), apply.inputs().getFirst());
                    }
                }
                case Step.Choose choose -> {
                    // Results are put in place from either block, so the place is taken before both.
                    choose.outputs().forEach(this::make);
                    List.of(choose.then(), choose.otherwise()).forEach(inner -> {
                        add(inner);
                        now++;
                        inner.results().forEach(result -> need(result, now));
                    });
                    now++;
                }
                case Step.Repeat repeat -> add(repeat);
            }
            step.outputs().forEach(this::make);
        }
    }

    private void add(Step.Repeat repeat) {
        int start = now;
        repeat.body().parameters().forEach(this::make);
        now++;
        add(repeat.body());
        now++;
        repeat.body().results().forEach(result -> need(result, now));
        int end = now;
        needed.replaceAll(
                (value, last) -> last > start && made.getOrDefault(value, 0) < start ? Math.max(last, end) : last);
        now++;
        repeat.outputs().forEach(this::make);
        // What was carried on is read until the last output is made of it.
        repeat.body().parameters().forEach(parameter -> need(parameter, now));
    }

    private void make(Value value) {
        if (value.isPresent()) {
            made.putIfAbsent(value, now);
        }
    }

    private void need(Value value, int when) {
        if (value.isPresent()) {
            needed.merge(value, when, Math::max);
        }
    }

    /// Views of views included: a view is made after what it shows, so the last ones come first.
    private void extendShown() {
        List<Value> views = new ArrayList<>(made.keySet());
        for (Value view : views.reversed()) {
            Value source = shown.get(view);
            if (source != null) {
                need(source, needed.getOrDefault(view, made.get(view)));
            }
        }
    }
}
