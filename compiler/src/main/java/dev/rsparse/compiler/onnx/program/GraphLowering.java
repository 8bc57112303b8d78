package dev.rsparse.compiler.onnx.program;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.OperatorDefinition;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.tensor.Loop;
import dev.rsparse.runtime.tensor.Port;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Tensor graph → graph program. Numerics: EXACT.
public final class GraphLowering {

    private final TensorGraph graph;
    private final Places places;
    private final List<Operand.PlaceList> lists = new ArrayList<>();
    private final List<GraphProgram.OperatorField> operators = new ArrayList<>();
    private final Map<String, Integer> loops = new LinkedHashMap<>();

    private GraphLowering(TensorGraph graph) {
        this.graph = graph;
        this.places = new Places(graph);
    }

    /// The program that computes the graph.
    public static GraphProgram lower(TensorGraph graph) {
        return new GraphLowering(graph).lower();
    }

    private GraphProgram lower() {
        List<Line> lines = lines(graph.body());
        List<String> results = graph.body().results().stream().map(places::of).toList();
        return new GraphProgram(
                graph.name(),
                Fingerprint.of(places.constants()),
                graph.inputs().stream().map(GraphLowering::port).toList(),
                graph.outputs(),
                places.constants(),
                places.buffers(),
                places.inputs(),
                results,
                lists,
                operators,
                loops,
                LineSplitter.split(GraphProgram.STEPS, lines));
    }

    private static Port port(TensorGraph.Input input) {
        return Port.of(
                input.name(),
                input.type(),
                input.dims()
                        .map(dims -> dims.stream().map(GraphLowering::text).collect(Collectors.joining(",")))
                        .orElse("..."));
    }

    private static String text(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long size) -> Long.toString(size);
            // A comma would end the name, and a digit would make it a number.
            case Dim.Symbol(String name) -> name.matches("[^\\d,][^,]*") ? name : "?";
        };
    }

    private List<Line> lines(Block block) {
        List<Line> lines = new ArrayList<>();
        block.steps().forEach(step -> add(step, lines));
        return lines;
    }

    private void add(Step step, List<Line> lines) {
        switch (step) {
            case Step.Apply apply -> lines.add(call(apply));
            case Step.Choose choose ->
                lines.add(new Line.Choose(
                        places.of(choose.condition()),
                        branch(choose.then(), choose.outputs()),
                        branch(choose.otherwise(), choose.outputs())));
            case Step.Repeat repeat -> add(repeat, lines);
        }
    }

    private Line call(Step.Apply apply) {
        OperatorDefinition operator = apply.operator();
        String name = fieldName(operator.name()) + operators.size();
        Map<String, String> tensors = new LinkedHashMap<>();
        apply.attributes().values().forEach((key, value) -> {
            if (value instanceof Tensor tensor) {
                tensors.put(key, places.constant(tensor));
            }
        });
        operators.add(new GraphProgram.OperatorField(
                name,
                operator.type(),
                apply.attributes().version(),
                apply.attributes().values(),
                tensors));
        List<Operand> arguments = new ArrayList<>(operands(operator, 0, operator.inputs(), apply.inputs()));
        int all = operator.inputs() + operator.outputs();
        arguments.addAll(operands(operator, operator.inputs(), all, apply.outputs()));
        return new Line.Call(name, operator.type(), "run", arguments, apply.label());
    }

    private static String fieldName(String operator) {
        return Character.toLowerCase(operator.charAt(0)) + operator.substring(1);
    }

    /// Operands for parameters `from..to` of an operator.
    private List<Operand> operands(OperatorDefinition operator, int from, int to, List<Value> values) {
        List<Operand> operands = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (operator.isVariadic(i)) {
                List<Value> rest = values.subList(Math.min(i - from, values.size()), values.size());
                Operand.PlaceList list = new Operand.PlaceList(
                        "list" + lists.size(), rest.stream().map(this::operand).toList());
                lists.add(list);
                operands.add(new Operand.Places(list.name()));
            } else {
                operands.add(i - from < values.size() ? operand(values.get(i - from)) : new Operand.Absent());
            }
        }
        return operands;
    }

    private Operand operand(Value value) {
        return value.isPresent() ? new Operand.Place(places.of(value)) : new Operand.Absent();
    }

    private List<Line> branch(Block block, List<Value> outputs) {
        List<Line> lines = new ArrayList<>(lines(block));
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).isPresent()) {
                lines.add(copy(
                        places.of(outputs.get(i)), places.of(block.results().get(i))));
            }
        }
        return lines;
    }

    private static Line copy(String to, String from) {
        return new Line.Call(to, Tensor.class, "copy", List.of(new Operand.Place(from)), "");
    }

    private void add(Step.Repeat repeat, List<Line> lines) {
        String loop = "loop" + loops.size();
        loops.put(loop, repeat.stacks());
        lines.add(call(loop, "begin", operand(repeat.trips()), operand(repeat.condition())));
        List<Value> parameters = repeat.body().parameters();
        int states = repeat.initial().size();
        for (int i = 0; i < states; i++) {
            lines.add(copy(
                    places.of(parameters.get(2 + i)), places.of(repeat.initial().get(i))));
        }
        List<Line> body = new ArrayList<>(lines(repeat.body()));
        List<Value> results = repeat.body().results();
        body.add(call(loop, "end", operand(results.getFirst())));
        for (int i = 0; i < repeat.stacks(); i++) {
            body.add(call(loop, "stack", new Operand.Number(i), operand(results.get(1 + states + i))));
        }
        carryOn(parameters.subList(2, 2 + states), results.subList(1, 1 + states), body);
        lines.add(new Line.Repeat(loop, operand(parameters.getFirst()), operand(parameters.get(1)), body));
        for (int i = 0; i < states; i++) {
            lines.add(copy(places.of(repeat.outputs().get(i)), places.of(parameters.get(2 + i))));
        }
        for (int i = 0; i < repeat.stacks(); i++) {
            lines.add(call(
                    loop,
                    "give",
                    new Operand.Number(i),
                    operand(repeat.outputs().get(states + i))));
        }
    }

    private static Line call(String loop, String method, Operand... arguments) {
        return new Line.Call(loop, Loop.class, method, List.of(arguments), "");
    }

    /// Puts results where the next trip reads them: by way of other buffers where one of them may show a place that
    /// another result is put into.
    private void carryOn(List<Value> states, List<Value> results, List<Line> body) {
        List<String> between = new ArrayList<>();
        for (Value result : results) {
            String place = places.of(result);
            if (states.size() > 1) {
                String extra = places.extra();
                body.add(copy(extra, place));
                place = extra;
            }
            between.add(place);
        }
        for (int i = 0; i < states.size(); i++) {
            body.add(copy(places.of(states.get(i)), between.get(i)));
        }
    }
}
