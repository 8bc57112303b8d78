package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Leaves out steps and constants that nothing needs: no step has an effect beside its outputs. Numerics: EXACT.
public final class UnreadSteps {

    /// What is read behind a step.
    private final Set<Value> read = new HashSet<>();

    private UnreadSteps() {}

    /// The graph without steps whose outputs nobody reads, with its constants in the order of their ids.
    public static TensorGraph drop(TensorGraph graph) {
        UnreadSteps unread = new UnreadSteps();
        unread.read.addAll(graph.body().results());
        Block body = unread.live(graph.body());
        Map<Value, Tensor> constants = new LinkedHashMap<>();
        graph.constants().entrySet().stream()
                .filter(entry -> unread.read.contains(entry.getKey()))
                .sorted(Comparator.comparingInt(entry -> entry.getKey().id()))
                .forEach(entry -> constants.put(entry.getKey(), entry.getValue()));
        return graph.with(constants, body);
    }

    private Block live(Block block) {
        List<Step> steps = new ArrayList<>();
        for (Step step : block.steps().reversed()) {
            if (step.outputs().stream().anyMatch(read::contains)) {
                steps.addFirst(live(step));
            }
        }
        return new Block(block.parameters(), steps, block.results());
    }

    private Step live(Step step) {
        step.blocks().forEach(inner -> read.addAll(inner.results()));
        Step shorter = switch (step) {
            case Step.Apply apply -> apply;
            case Step.Choose(var condition, var then, var otherwise, var outputs, var label) ->
                new Step.Choose(condition, live(then), live(otherwise), outputs, label);
            case Step.Repeat(var trips, var condition, var initial, var body, var outputs, var label) ->
                new Step.Repeat(trips, condition, initial, live(body), outputs, label);
        };
        read.addAll(step.inputs());
        return shorter;
    }
}
