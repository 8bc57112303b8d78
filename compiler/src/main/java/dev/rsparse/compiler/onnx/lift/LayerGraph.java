package dev.rsparse.compiler.onnx.lift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Operations that results need, and nothing else.
///
/// @param operations in an order in which they can run
/// @param outputs which rows are results, by name
record LayerGraph(List<LayerOperation> operations, Map<String, Operand> outputs) {

    LayerGraph {
        operations = List.copyOf(operations);
        outputs = new LinkedHashMap<>(outputs);
    }

    /// Those of `found` that a result depends on.
    static LayerGraph of(Lifter.Found found) {
        Set<Integer> needed = new HashSet<>(made(found.outputs()));
        for (int i = found.operations().size() - 1; i >= 0; i--) {
            if (needed.contains(i)) {
                needed.addAll(found.operations().get(i).made());
            }
        }
        Map<Integer, Integer> places = new HashMap<>();
        List<LayerOperation> kept = new ArrayList<>();
        for (int i = 0; i < found.operations().size(); i++) {
            if (needed.contains(i)) {
                LayerOperation operation = found.operations().get(i);
                List<Operand> operands = operation.operands().stream()
                        .map(operand -> moved(operand, places))
                        .toList();
                places.put(i, kept.size());
                kept.add(new LayerOperation(operation.name(), operands, operation.settings()));
            }
        }
        Map<String, Operand> outputs = new LinkedHashMap<>();
        found.outputs().forEach((name, operand) -> outputs.put(name, moved(operand, places)));
        return new LayerGraph(kept, outputs);
    }

    private static Operand moved(Operand operand, Map<Integer, Integer> places) {
        return operand instanceof Operand.Made(int operation) ? new Operand.Made(places.get(operation)) : operand;
    }

    /// Operations whose values are results.
    Set<Integer> results() {
        return made(outputs);
    }

    private static Set<Integer> made(Map<String, Operand> outputs) {
        Set<Integer> all = new HashSet<>();
        for (Operand output : outputs.values()) {
            if (output instanceof Operand.Made(int operation)) {
                all.add(operation);
            }
        }
        return all;
    }

    /// How many operations read one, results counted.
    int readers(int operation) {
        int readers = results().contains(operation) ? 1 : 0;
        for (LayerOperation each : operations) {
            for (int made : each.made()) {
                readers += made == operation ? 1 : 0;
            }
        }
        return readers;
    }
}
