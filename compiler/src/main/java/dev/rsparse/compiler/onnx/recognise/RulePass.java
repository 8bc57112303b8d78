package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.UnreadSteps;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.in.Values;
import dev.rsparse.compiler.onnx.shape.Facts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Asks one rule about every step of a graph, blocks inside others included.
final class RulePass {

    private final Rule rule;
    private final TensorGraph graph;
    private final Values values;
    private final Map<Value, Facts> facts;
    /// Values whose readers are not steps alone.
    private final Set<Value> results = new HashSet<>();

    private final Map<Value, List<Step>> readers = new HashMap<>();
    /// First outputs of steps that are gone: what is made of them is for the next pass.
    private final Set<Value> replaced = new HashSet<>();

    private final Map<Value, Value> renamed = new HashMap<>();
    private final List<Recognition.Fused> fused = new ArrayList<>();
    private final List<Recognition.NearMiss> nearMisses = new ArrayList<>();
    private boolean isChanged;

    /// @param values those of the graph, to which the rule adds
    /// @param facts what is known of them
    RulePass(Rule rule, TensorGraph graph, Values values, Map<Value, Facts> facts) {
        this.rule = rule;
        this.graph = graph;
        this.values = values;
        this.facts = facts;
        read(graph.body());
    }

    private void read(Block block) {
        results.addAll(block.results());
        for (Step step : block.steps()) {
            step.inputs()
                    .forEach(input -> readers.computeIfAbsent(input, _ -> new ArrayList<>())
                            .add(step));
            step.blocks().forEach(this::read);
        }
    }

    /// The graph after it; the graph itself when nothing changed.
    TensorGraph run() {
        Block body = rewritten(graph.body());
        return isChanged ? UnreadSteps.drop(graph.with(values.constants(), body)) : graph;
    }

    /// What it fused.
    List<Recognition.Fused> fused() {
        return fused;
    }

    /// What it left as it is, and why.
    List<Recognition.NearMiss> nearMisses() {
        return nearMisses;
    }

    private Block rewritten(Block block) {
        Surroundings around = new Surroundings(block, values, facts);
        List<Step> steps = new ArrayList<>();
        for (Step step : block.steps()) {
            switch (step) {
                case Step.Apply apply -> steps.addAll(rewritten(apply, around));
                case Step.Choose(var condition, var then, var otherwise, var outputs, var label) ->
                    steps.add(
                            new Step.Choose(renamed(condition), rewritten(then), rewritten(otherwise), outputs, label));
                case Step.Repeat(var trips, var condition, var initial, var body, var outputs, var label) ->
                    steps.add(new Step.Repeat(
                            renamed(trips), renamed(condition), renamed(initial), rewritten(body), outputs, label));
            }
        }
        return new Block(block.parameters(), steps, renamed(block.results()));
    }

    private List<Value> renamed(List<Value> all) {
        return all.stream().map(this::renamed).toList();
    }

    private Value renamed(Value value) {
        return renamed.getOrDefault(value, value);
    }

    private Step.Apply renamed(Step.Apply step) {
        return new Step.Apply(step.operator(), step.attributes(), renamed(step.inputs()), step.outputs(), step.label());
    }

    private List<Step.Apply> rewritten(Step.Apply step, Surroundings around) {
        switch (rule.apply(step, around)) {
            case Rule.Outcome.Replace(var old, var with) -> {
                if (isReplaced(step, old)) {
                    return with.stream().map(this::renamed).toList();
                }
            }
            case Rule.Outcome.Same(Value value) -> {
                // What a block gives stays a value of its own: an output is not an input.
                if (!results.contains(step.outputs().getFirst())) {
                    isChanged = true;
                    renamed.put(step.outputs().getFirst(), renamed(value));
                    return List.of();
                }
            }
            case Rule.Outcome.Refused(String reason) -> refuse(step, reason);
            case Rule.Outcome.NoMatch() -> {}
        }
        return List.of(renamed(step));
    }

    private boolean isReplaced(Step.Apply last, List<Step.Apply> old) {
        if (old.stream().anyMatch(step -> replaced.contains(step.outputs().getFirst()))) {
            return false;
        }
        Optional<Step.Apply> shared = old.stream()
                .filter(step -> step != last && isReadOutside(step, old))
                .findFirst();
        if (shared.isPresent()) {
            refuse(last, "what " + shared.get().label() + " gives is read elsewhere, too");
            return false;
        }
        isChanged = true;
        old.forEach(step -> replaced.add(step.outputs().getFirst()));
        if (!rule.isPreparation()) {
            fused.add(new Recognition.Fused(rule.name(), last.label()));
        }
        return true;
    }

    private boolean isReadOutside(Step.Apply step, List<Step.Apply> old) {
        return step.outputs().stream()
                .anyMatch(output ->
                        results.contains(output) || !old.containsAll(readers.getOrDefault(output, List.of())));
    }

    private void refuse(Step.Apply step, String reason) {
        nearMisses.add(new Recognition.NearMiss(rule.name(), step.label(), reason));
    }
}
