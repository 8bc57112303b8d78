package dev.rsparse.compiler.onnx.in;

import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs what reads nothing but constants, takes the branch that a constant chooses, and leaves out what nobody
/// reads.
///
/// ```
/// c = Gather(Shape(w), 0)   ->   c is a constant
/// If(true) { a } { b }      ->   a
/// ```
///
/// Operators are run by the classes that compiled graphs call, so values are the same. Numerics: EXACT.
public final class ConstantFolding {

    /// Elements that a constant may have beyond those it is made of: weights stay as small as they came.
    private static final long MOST_ELEMENTS = 1 << 16;

    private final Workers workers;
    private final Map<Value, Tensor> known;
    /// What stands for a value in the folded graph.
    private final Map<Value, Value> renamed = new HashMap<>();

    private ConstantFolding(TensorGraph graph, Workers workers) {
        this.known = new HashMap<>(graph.constants());
        this.workers = workers;
    }

    /// The folded graph.
    public static TensorGraph fold(TensorGraph graph) {
        try (Workers workers = new Workers(1)) {
            ConstantFolding folding = new ConstantFolding(graph, workers);
            Block body = folding.folded(graph.body());
            return UnreadSteps.drop(graph.with(folding.known, body));
        }
    }

    private Block folded(Block block) {
        List<Step> steps = new ArrayList<>();
        block.steps().forEach(step -> fold(step, steps));
        return new Block(block.parameters(), steps, renamed(block.results()));
    }

    private List<Value> renamed(List<Value> values) {
        return values.stream().map(this::renamed).toList();
    }

    private Value renamed(Value value) {
        return renamed.getOrDefault(value, value);
    }

    private void fold(Step step, List<Step> steps) {
        switch (step) {
            case Step.Apply(var operator, var attributes, var inputs, var outputs, var label) -> {
                Step.Apply same = new Step.Apply(operator, attributes, renamed(inputs), outputs, label);
                if (!isKnown(same) || !run(same)) {
                    steps.add(same);
                }
            }
            case Step.Choose choose -> fold(choose, steps);
            case Step.Repeat(var trips, var condition, var initial, var body, var outputs, var label) ->
                steps.add(new Step.Repeat(
                        renamed(trips), renamed(condition), renamed(initial), folded(body), outputs, label));
        }
    }

    private void fold(Step.Choose choose, List<Step> steps) {
        Tensor condition = known.get(renamed(choose.condition()));
        if (condition == null || condition.count() == 0) {
            steps.add(new Step.Choose(
                    renamed(choose.condition()),
                    folded(choose.then()),
                    folded(choose.otherwise()),
                    choose.outputs(),
                    choose.label()));
            return;
        }
        Block taken = folded(condition.isTrue() ? choose.then() : choose.otherwise());
        steps.addAll(taken.steps());
        for (int i = 0; i < choose.outputs().size(); i++) {
            renamed.put(choose.outputs().get(i), taken.results().get(i));
        }
    }

    private boolean isKnown(Step.Apply step) {
        return !step.operator().traits().contains(Trait.RANDOM)
                && step.inputs().stream().allMatch(input -> !input.isPresent() || known.containsKey(input));
    }

    /// Whether its results are known now: one that refuses its inputs is left for the run that comes upon it.
    private boolean run(Step.Apply step) {
        List<Tensor> inputs = step.inputs().stream()
                .map(input -> input.isPresent() ? known.get(input) : Tensor.ABSENT)
                .toList();
        List<Tensor> outputs = step.outputs().stream()
                .map(output -> output.isPresent() ? new Tensor() : Tensor.ABSENT)
                .toList();
        try {
            OperatorRunner.of(step, workers).run(inputs, outputs);
        } catch (IllegalArgumentException refused) {
            return false;
        }
        long before = inputs.stream().mapToLong(Tensor::count).sum();
        long after = outputs.stream().mapToLong(Tensor::count).sum();
        if (after > before + MOST_ELEMENTS) {
            return false;
        }
        for (int i = 0; i < outputs.size(); i++) {
            if (step.outputs().get(i).isPresent()) {
                Tensor own = new Tensor();
                own.copy(outputs.get(i));
                known.put(step.outputs().get(i), own);
            }
        }
        return true;
    }
}
