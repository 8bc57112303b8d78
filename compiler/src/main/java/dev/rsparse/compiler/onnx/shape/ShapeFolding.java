package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.ConstantFolding;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.in.Values;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Leaves out arithmetic on shapes, and what lays a tensor out as it is.
///
/// ```
/// Gather(Shape(x: f32[N,64]), 1)                ->   64
/// Reshape(x: f32[N,T,64], [N, T, 4, 16])        ->   Reshape(x, [0, 0, 4, 16])
/// Expand(x: f32[N,64], [N, 64])                 ->   x
/// ```
///
/// Numerics: EXACT.
public final class ShapeFolding {

    /// Rounds after which what is left to find is left: each needs what the one before made known.
    private static final int MOST_ROUNDS = 4;

    private final Map<Value, Facts> facts;
    private final Values values;
    private final Map<Value, Value> renamed = new HashMap<>();
    private boolean changed;

    private ShapeFolding(TensorGraph graph) {
        this.facts = ShapeInference.of(graph);
        this.values = Values.of(graph);
    }

    /// The folded graph, constants folded too.
    public static TensorGraph fold(TensorGraph graph) {
        TensorGraph now = NamedOutputs.applied(ConstantFolding.fold(graph));
        for (int round = 0; round < MOST_ROUNDS; round++) {
            ShapeFolding folding = new ShapeFolding(now);
            Block body = folding.folded(now.body());
            if (!folding.changed) {
                return now;
            }
            now = ConstantFolding.fold(now.with(folding.values.constants(), body));
        }
        return now;
    }

    private Block folded(Block block) {
        List<Step> steps = new ArrayList<>();
        block.steps().forEach(step -> fold(step, steps));
        return new Block(block.parameters(), steps, renamed(block.results()));
    }

    private List<Value> renamed(List<Value> all) {
        return all.stream().map(this::renamed).toList();
    }

    private Value renamed(Value value) {
        return renamed.getOrDefault(value, value);
    }

    private void fold(Step step, List<Step> steps) {
        switch (step) {
            case Step.Apply(var operator, var attributes, var inputs, var outputs, var label) ->
                fold(new Step.Apply(operator, attributes, renamed(inputs), outputs, label), steps);
            case Step.Choose(var condition, var then, var otherwise, var outputs, var label) ->
                steps.add(new Step.Choose(renamed(condition), folded(then), folded(otherwise), outputs, label));
            case Step.Repeat(var trips, var condition, var initial, var body, var outputs, var label) ->
                steps.add(new Step.Repeat(
                        renamed(trips), renamed(condition), renamed(initial), folded(body), outputs, label));
        }
    }

    private void fold(Step.Apply step, List<Step> steps) {
        Value output = step.outputs().getFirst();
        Optional<Tensor> known = known(output);
        if (step.outputs().size() == 1 && known.isPresent()) {
            rename(output, values.constant(output.name(), known.get()));
        } else if (isLaidOutAsItIs(step)) {
            rename(output, step.inputs().getFirst());
        } else {
            steps.add(withFixedTarget(step));
        }
    }

    private void rename(Value from, Value to) {
        renamed.put(from, to);
        changed = true;
    }

    private Facts facts(Value value) {
        return facts.getOrDefault(value, Facts.NONE);
    }

    /// The elements of a scalar or a vector that no symbol decides.
    private Optional<Tensor> known(Value value) {
        Facts found = facts(value);
        Optional<long[]> numbers = found.numbers();
        if (numbers.isEmpty() || found.shape().isEmpty() || found.type().isEmpty()) {
            return Optional.empty();
        }
        ElementType type = found.type().get();
        Tensor tensor = found.shape().get().isEmpty() ? Tensor.of(type) : Tensor.of(type, numbers.get().length);
        for (int i = 0; i < numbers.get().length; i++) {
            tensor.setInteger(i, numbers.get()[i]);
        }
        return Optional.of(tensor);
    }

    /// Whether an operator gives what it is given.
    private boolean isLaidOutAsItIs(Step.Apply step) {
        if (!step.operator().domain().isEmpty() || step.outputs().size() != 1) {
            return false;
        }
        Facts from =
                facts(step.inputs().isEmpty() ? Value.ABSENT : step.inputs().getFirst());
        Facts to = facts(step.outputs().getFirst());
        boolean sameShape = from.shape().isPresent() && from.shape().equals(to.shape());
        return switch (step.operator().name()) {
            case "Identity" -> true;
            case "Expand", "Reshape" -> sameShape;
            case "Cast" -> from.type().isPresent() && from.type().equals(to.type());
            case "Concat" -> step.inputs().size() == 1;
            case "Slice" -> sameShape && isForward(step);
            default -> false;
        };
    }

    /// Whether a slice takes neighbours; one of the same extents then begins at the first.
    private boolean isForward(Step.Apply step) {
        boolean byOne = step.inputs().size() < 5;
        return byOne
                || facts(step.inputs().get(4))
                        .numbers()
                        .filter(steps -> {
                            for (long each : steps) {
                                if (each != 1) {
                                    return false;
                                }
                            }
                            return true;
                        })
                        .isPresent();
    }

    /// A Reshape to numbers and extents of its input reads a constant in place of what would be computed.
    private Step.Apply withFixedTarget(Step.Apply step) {
        boolean isReshape =
                step.operator().domain().isEmpty() && step.operator().name().equals("Reshape");
        if (!isReshape || facts(step.inputs().get(1)).numbers().isPresent()) {
            return step;
        }
        Optional<long[]> target = facts(step.inputs().get(0))
                .shape()
                .flatMap(from -> facts(step.outputs().getFirst()).shape().flatMap(to -> target(from, to)));
        if (target.isEmpty() || step.attributes().integer("allowzero", 0) != 0) {
            return step;
        }
        changed = true;
        Value constant = values.constant(step.inputs().get(1).name(), Tensor.of(target.get(), target.get().length));
        return new Step.Apply(
                step.operator(),
                step.attributes(),
                List.of(step.inputs().getFirst(), constant),
                step.outputs(),
                step.label());
    }

    /// The target of a Reshape in which 0 stands for an extent of the input, and -1 for one at most that symbols
    /// decide otherwise. It cannot be found from others that may be 0.
    private static Optional<long[]> target(List<Extent> from, List<Extent> to) {
        long[] target = new long[to.size()];
        boolean copies = false;
        int open = 0;
        for (int i = 0; i < target.length; i++) {
            Extent extent = to.get(i);
            if (extent.isFixed() && extent.number() != 0) {
                target[i] = extent.number();
            } else if (i < from.size() && extent.equals(from.get(i))) {
                copies = true;
            } else {
                target[i] = -1;
                open++;
            }
        }
        boolean isTold = open == 0 || open == 1 && !copies;
        return isTold ? Optional.of(target) : Optional.empty();
    }
}
