package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Stack;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs a graph step by step in this process: what compiled classes must agree with bit for bit.
public final class GraphRunner {

    private final Workers workers;
    private final Map<Value, Tensor> tensors = new HashMap<>();

    private GraphRunner(Workers workers, Map<Value, Tensor> known) {
        this.workers = workers;
        tensors.putAll(known);
        tensors.put(Value.ABSENT, Tensor.ABSENT);
    }

    /// The outputs for inputs in the order of the graph.
    ///
    /// @throws IllegalArgumentException when the inputs do not go together
    public static List<Tensor> run(TensorGraph graph, List<Tensor> inputs, Workers workers) {
        return of(graph, inputs, workers).run(graph.body());
    }

    /// Every value that is computed for inputs in the order of the graph, inputs and constants among them; of
    /// values in bodies the last ones.
    ///
    /// @throws IllegalArgumentException when the inputs do not go together
    public static Map<Value, Tensor> values(TensorGraph graph, List<Tensor> inputs, Workers workers) {
        GraphRunner runner = of(graph, inputs, workers);
        runner.run(graph.body());
        return Collections.unmodifiableMap(runner.tensors);
    }

    private static GraphRunner of(TensorGraph graph, List<Tensor> inputs, Workers workers) {
        GraphRunner runner = new GraphRunner(workers, graph.constants());
        for (int i = 0; i < inputs.size(); i++) {
            runner.tensors.put(graph.inputs().get(i).value(), inputs.get(i));
        }
        return runner;
    }

    private List<Tensor> run(Block block) {
        block.steps().forEach(this::run);
        return get(block.results());
    }

    private List<Tensor> get(List<Value> values) {
        return values.stream().map(tensors::get).toList();
    }

    private void run(Step step) {
        switch (step) {
            case Step.Apply apply -> {
                apply.outputs().stream().filter(Value::isPresent).forEach(output -> tensors.put(output, new Tensor()));
                OperatorRunner.of(apply, workers).run(get(apply.inputs()), get(apply.outputs()));
            }
            case Step.Choose choose -> {
                boolean isTrue = tensors.get(choose.condition()).integer(0) != 0;
                put(choose.outputs(), run(isTrue ? choose.then() : choose.otherwise()));
            }
            case Step.Repeat repeat -> repeat(repeat);
        }
    }

    private void put(List<Value> values, List<Tensor> results) {
        for (int i = 0; i < values.size(); i++) {
            tensors.put(values.get(i), results.get(i));
        }
        tensors.put(Value.ABSENT, Tensor.ABSENT);
    }

    private void repeat(Step.Repeat repeat) {
        long trips = repeat.trips().isPresent() ? tensors.get(repeat.trips()).integer(0) : Long.MAX_VALUE;
        Tensor goOn = repeat.condition().isPresent() ? tensors.get(repeat.condition()) : truth();
        List<Tensor> carried = get(repeat.initial());
        List<List<Tensor>> stacks = new ArrayList<>();
        for (long trip = 0; trip < trips && goOn.integer(0) != 0; trip++) {
            List<Tensor> given = new ArrayList<>(List.of(Tensor.of(new long[] {trip}), goOn));
            given.addAll(carried);
            put(repeat.body().parameters(), given);
            List<Tensor> results = run(repeat.body());
            goOn = results.getFirst();
            carried = results.subList(1, 1 + carried.size());
            stacks.add(results.subList(1 + carried.size(), results.size()));
        }
        List<Tensor> outputs = new ArrayList<>(carried);
        for (int i = 0; i < repeat.stacks(); i++) {
            int index = i;
            outputs.add(stack(stacks.stream().map(slices -> slices.get(index)).toList()));
        }
        put(repeat.outputs(), outputs);
    }

    private static Tensor truth() {
        Tensor truth = Tensor.of(ElementType.BOOL);
        truth.setInteger(0, 1);
        return truth;
    }

    private static Tensor stack(List<Tensor> slices) {
        Stack stack = new Stack();
        slices.forEach(stack::add);
        Tensor result = new Tensor();
        stack.give(result);
        return result;
    }
}
