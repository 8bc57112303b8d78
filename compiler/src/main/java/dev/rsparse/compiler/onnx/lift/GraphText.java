package dev.rsparse.compiler.onnx.lift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The block `graph` of a `.rsp` text. What is read once stands where it is read, but for norms, attention and
/// sums, which are given names.
final class GraphText {

    /// Names of values by what makes them.
    private static final Map<String, String> BASES =
            Map.of(LayerOperation.RMSNORM, "h", "layernorm", "h", LayerOperation.ATTENTION, "a");

    private static final String CARRIED = "x";
    private static final String OTHER = "y";

    /// Names that a text has beside those of values.
    static final Set<String> KEPT = Set.of("T", "N", "i", "layer");

    /// Names that values may have, and weights therefore not.
    static final Set<String> OF_VALUES = Set.of(CARRIED, OTHER, "h", "a");

    private final LayerGraph graph;
    private final Optional<Repetition> layers;
    private final LayerWeights weights;
    private final String given;
    private final Map<Integer, String> expressions = new HashMap<>();
    private final Map<Integer, String> fixed = new HashMap<>();
    /// What layers begin with, by the name of what they carry on, where it has a name of its own.
    private final Map<String, Integer> copies = new LinkedHashMap<>();

    private final Set<String> taken = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    /// @param given what the text calls the input
    GraphText(LayerGraph graph, Optional<Repetition> layers, LayerWeights weights, String given) {
        this.graph = graph;
        this.layers = layers;
        this.weights = weights;
        this.given = given;
        taken.add(given);
        taken.addAll(graph.outputs().keySet());
    }

    /// The statements, indented by two in layers.
    List<String> lines() {
        layers.ifPresent(this::nameCarried);
        graph.outputs().forEach((name, operand) -> {
            if (operand instanceof Operand.Made(int operation) && !fixed.containsKey(operation)) {
                fixed.put(operation, name);
            }
        });
        int size = graph.operations().size();
        int start = layers.map(Repetition::start).orElse(size);
        emit(0, start, "");
        layers.ifPresent(this::repeat);
        emit(layers.map(Repetition::end).orElse(size), size, "");
        graph.outputs().forEach((name, operand) -> {
            String value = text(operand);
            if (!value.equals(name)) {
                lines.add(name + " = " + value + ";");
            }
        });
        return lines;
    }

    private void repeat(Repetition found) {
        Map<Integer, String> own = new HashMap<>();
        copies.forEach((name, operation) -> {
            own.put(operation, expressions.put(operation, name));
            lines.add(name + " = " + own.get(operation) + ";");
        });
        lines.add("repeat i in 0.." + found.count() + " as layer[i] {");
        emit(found.start(), found.start() + found.period(), "  ");
        lines.add("}");
        expressions.putAll(own);
        // The values of the last layer go by the names of the first.
        found.carried()
                .forEach(place ->
                        expressions.put(found.end() - found.period() + place, expressions.get(found.start() + place)));
    }

    private void nameCarried(Repetition found) {
        for (int place : found.carried()) {
            String name = unused(CARRIED);
            int first = found.start() + place - found.period();
            fixed.put(found.start() + place, name);
            if (isReadBehind(first, found)) {
                copies.put(name, first);
            } else {
                fixed.put(first, name);
            }
        }
    }

    /// Whether something behind the layers reads what they begin with, when its name is that of another value.
    private boolean isReadBehind(int operation, Repetition found) {
        return graph.results().contains(operation)
                || graph.operations().subList(found.end(), graph.operations().size()).stream()
                        .anyMatch(reader -> reader.made().contains(operation));
    }

    private String unused(String base) {
        String name = base;
        for (int number = 2; !taken.add(name); number++) {
            name = base + number;
        }
        return name;
    }

    private void emit(int from, int to, String indent) {
        for (int i = from; i < to; i++) {
            LayerOperation operation = graph.operations().get(i);
            String expression = expression(i);
            if (isInlined(i, to)) {
                expressions.put(i, operation.isInfix() ? "(" + expression + ")" : expression);
            } else {
                String name = fixed.containsKey(i) ? fixed.get(i) : unused(BASES.getOrDefault(operation.name(), OTHER));
                lines.add(indent + name + " = " + expression + ";");
                expressions.put(i, name);
            }
        }
    }

    /// Whether an operation stands where it is read, before `end`.
    private boolean isInlined(int operation, int end) {
        LayerOperation it = graph.operations().get(operation);
        if (it.is(LayerOperation.GIVEN)) {
            return !fixed.containsKey(operation);
        }
        boolean small = !BASES.containsKey(it.name()) && !it.is("+");
        boolean perHead = it.is(LayerOperation.RMSNORM) && it.settings().size() > 1;
        return (small || perHead)
                && !fixed.containsKey(operation)
                && graph.readers(operation) == 1
                && graph.operations().subList(operation, end).stream()
                        .anyMatch(reader -> reader.made().contains(operation));
    }

    private String expression(int number) {
        LayerOperation operation = graph.operations().get(number);
        List<String> operands = new ArrayList<>();
        int slot = 0;
        for (Operand operand : operation.operands()) {
            operands.add(operand instanceof Operand.Stored ? weights.name(number, slot++) : text(operand));
        }
        List<String> settings = LayerSettings.texts(inAllLayers(number));
        if (operation.is(LayerOperation.GIVEN)) {
            return operands.getFirst();
        }
        if (operation.isInfix()) {
            return Stream.concat(operands.stream(), settings.stream())
                    .collect(Collectors.joining(" " + operation.name() + " "));
        }
        String call = Stream.concat(operands.stream().map(GraphText::bare), settings.stream())
                .collect(Collectors.joining(", ", operation.name() + "(", ")"));
        return operation.is(LayerOperation.ATTENTION) ? call + " @cache" : call;
    }

    /// The settings of an operation in each layer, where it is in one.
    private List<List<String>> inAllLayers(int number) {
        Stream<Integer> same = layers.filter(found -> found.contains(number))
                .map(found -> IntStream.range(0, found.count()).mapToObj(layer -> number + layer * found.period()))
                .orElse(Stream.of(number));
        return same.map(each -> graph.operations().get(each).settings()).toList();
    }

    /// Without the brackets that an operand of `+` or `*` needs.
    private static String bare(String text) {
        return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
    }

    private String text(Operand operand) {
        return switch (operand) {
            case Operand.Given _ -> given;
            case Operand.Made(int operation) -> expressions.get(operation);
            case Operand.Stored stored -> throw new IllegalStateException("a weight is no result: " + stored);
        };
    }
}
