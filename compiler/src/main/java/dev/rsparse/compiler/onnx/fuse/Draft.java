package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.UnreadSteps;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.in.Values;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A graph that is being rewritten: its steps so far, and who reads what in the graph as it was.
final class Draft {

    private final TensorGraph graph;
    private final Values values;
    private final Map<Value, Integer> reads = new HashMap<>();
    private final Map<Value, Step> makers = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();

    Draft(TensorGraph graph) {
        this.graph = graph;
        this.values = Values.of(graph);
        read(graph.body());
        graph.body().steps().forEach(step -> step.outputs().forEach(output -> makers.put(output, step)));
    }

    private void read(Block block) {
        block.results().forEach(this::read);
        block.steps().forEach(step -> {
            step.inputs().forEach(this::read);
            step.blocks().forEach(this::read);
        });
    }

    private void read(Value value) {
        reads.merge(value, 1, Integer::sum);
    }

    /// The steps of the graph as it was.
    List<Step> given() {
        return graph.body().steps();
    }

    /// What the graph gives.
    List<Value> results() {
        return graph.body().results();
    }

    /// Adds a step.
    void add(Step step) {
        steps.add(step);
    }

    /// A value that no other is.
    Value value(String name) {
        return values.value(name);
    }

    /// A value that is known.
    Value constant(String name, Tensor tensor) {
        return values.constant(name, tensor);
    }

    /// What a value is known to be.
    Optional<Tensor> known(Value value) {
        return Optional.ofNullable(values.constants().get(value));
    }

    /// The floats that a value is known to be.
    Optional<Tensor> knownFloats(Value value) {
        return known(value).filter(tensor -> tensor.type() == ElementType.F32);
    }

    /// How often a value is read, as a result or in a block too.
    int reads(Value value) {
        return reads.getOrDefault(value, 0);
    }

    /// The operator that makes a value which nothing but one step reads.
    Optional<Step.Apply> onlyFor(Value value) {
        boolean one = reads(value) == 1;
        return one && makers.get(value) instanceof Step.Apply apply ? Optional.of(apply) : Optional.empty();
    }

    /// The graph of the steps so far, without steps and constants that nobody reads.
    TensorGraph done() {
        Block body = graph.body();
        return UnreadSteps.drop(graph.with(values.constants(), new Block(body.parameters(), steps, body.results())));
    }

    /// What a step reads, its blocks included.
    static Set<Value> readBy(Step step) {
        Set<Value> read = new HashSet<>(step.inputs());
        step.blocks().forEach(block -> {
            read.addAll(block.results());
            block.steps().forEach(inner -> read.addAll(readBy(inner)));
        });
        return read;
    }
}
