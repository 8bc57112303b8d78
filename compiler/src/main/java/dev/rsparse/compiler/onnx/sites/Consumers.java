package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who reads what: constants through their views, and values of nodes.
final class Consumers {

    private final ConstantFinder constants;
    private final Map<Scope.Value, Set<String>> ofConstants = new HashMap<>();
    private final Map<Scope.Value, List<Walk.Step>> ofValues = new HashMap<>();
    private final Set<Scope.Value> outputs = new HashSet<>();

    Consumers(Walk walk, ConstantFinder constants) {
        this.constants = constants;
        for (Walk.Step step : walk.steps()) {
            step.node().getInputList().forEach(input -> read(step, input));
        }
        for (Scope scope : walk.scopes()) {
            scope.outputs().forEach(output -> give(scope, output));
        }
    }

    private void read(Walk.Step step, String input) {
        step.scope()
                .resolve(input)
                .ifPresent(value ->
                        ofValues.computeIfAbsent(value, _ -> new ArrayList<>()).add(step));
        if (!ConstantFinder.isView(step.node())) {
            reader(step.scope(), input, step.path() + " (" + step.operator() + ")");
        }
    }

    private void give(Scope scope, String output) {
        // Results of a function are read where it is called, if anybody does.
        if (scope.isBody()) {
            scope.resolve(output).ifPresent(outputs::add);
            reader(scope, output, scope.path() + " (output)");
        }
    }

    private void reader(Scope scope, String name, String label) {
        constants
                .constant(scope, name)
                .ifPresent(constant -> ofConstants
                        .computeIfAbsent(constant.home(), _ -> new LinkedHashSet<>())
                        .add(label));
    }

    /// Paths and operators of the nodes that read a constant, views not counted but what reads them.
    List<String> of(Constant constant) {
        return List.copyOf(ofConstants.getOrDefault(constant.home(), Set.of()));
    }

    /// The one node that reads what a node gives first; nothing when there are others, or the model gives it.
    Optional<Walk.Step> only(Scope scope, NodeProto node) {
        Optional<Scope.Value> value = scope.resolve(node.getOutput(0));
        List<Walk.Step> readers =
                value.map(given -> ofValues.getOrDefault(given, List.of())).orElse(List.of());
        boolean one = readers.size() == 1 && !outputs.contains(value.get());
        return one ? Optional.of(readers.getFirst()) : Optional.empty();
    }
}
