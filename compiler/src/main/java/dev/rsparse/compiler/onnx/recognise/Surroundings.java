package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.OperatorTable;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.in.Values;
import dev.rsparse.compiler.onnx.shape.Facts;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// A block as rules look at it: what makes a value there, and what is known of values. What makes a value in a
/// block around it does not count, since a loop would then do its work again and again.
final class Surroundings {

    private final Values values;
    private final Map<Value, Facts> facts;
    private final Map<Value, Step.Apply> makers = new HashMap<>();

    /// @param values those of the graph, to which rules add
    /// @param facts what is known of them; nothing of those that rules add
    Surroundings(Block block, Values values, Map<Value, Facts> facts) {
        this.values = values;
        this.facts = facts;
        for (Step step : block.steps()) {
            if (step instanceof Step.Apply apply && apply.operator().domain().isEmpty()) {
                apply.outputs().stream().filter(Value::isPresent).forEach(output -> makers.put(output, apply));
            }
        }
    }

    /// The operator of ONNX of which a value is an output.
    Optional<Step.Apply> maker(Value value) {
        return Optional.ofNullable(makers.get(value));
    }

    /// The operator of that name of which a value is the first output.
    Optional<Step.Apply> maker(Value value, String operator) {
        return maker(value)
                .filter(step -> step.operator().name().equals(operator)
                        && step.outputs().getFirst().equals(value));
    }

    /// How a pattern fits the first output of a step.
    Optional<Match> match(Pattern pattern, Step.Apply last) {
        return match(pattern, last.outputs().getFirst());
    }

    /// How a pattern fits a value.
    Optional<Match> match(Pattern pattern, Value value) {
        return pattern.match(value, Match.EMPTY, this).findFirst();
    }

    /// A constant.
    Optional<Tensor> constant(Value value) {
        return Optional.ofNullable(values.constants().get(value));
    }

    /// The number that a constant of one element is.
    OptionalDouble number(Value value) {
        Tensor tensor = values.constants().get(value);
        return tensor != null && tensor.count() == 1 ? OptionalDouble.of(tensor.number(0)) : OptionalDouble.empty();
    }

    /// Whether a value is a constant of one element, and that number as far as exporters write its digits and its
    /// type holds them.
    boolean is(Value value, double number) {
        OptionalDouble found = number(value);
        return found.isPresent() && Math.abs(found.getAsDouble() - number) <= Math.abs(number) * precision(value);
    }

    private double precision(Value value) {
        return switch (values.constants().get(value).type()) {
            case BF16 -> 0x1p-8;
            case F16 -> 0x1p-11;
            default -> 2e-5;
        };
    }

    /// A constant of whole numbers, such as axes are.
    Optional<long[]> integers(Value value) {
        return constant(value).filter(tensor -> tensor.rank() <= 1).map(tensor -> {
            long[] numbers = new long[tensor.count()];
            Arrays.setAll(numbers, tensor::integer);
            return numbers;
        });
    }

    /// The axes of a step that has them as an attribute in older versions and as its second input in newer ones.
    Optional<long[]> axes(Step.Apply step) {
        if (step.attributes().values().get("axes") instanceof long[] axes) {
            return Optional.of(axes);
        }
        return step.inputs().size() < 2
                ? Optional.empty()
                : integers(step.inputs().get(1));
    }

    /// Whether an axis is the last one of a value.
    boolean isLastAxis(long axis, Value of) {
        return axis == -1 || rank(of).filter(rank -> axis == rank - 1).isPresent();
    }

    /// What is known of a value.
    Facts facts(Value value) {
        return facts.getOrDefault(value, Facts.NONE);
    }

    /// Number of axes, if known.
    Optional<Integer> rank(Value value) {
        return constant(value).map(Tensor::rank).or(facts(value)::rank);
    }

    /// Whether a constant of one element leaves the shape of what it is combined with as it is: one of more axes
    /// would add axes.
    boolean isSpread(Value number, Value over) {
        int axes = rank(number).orElse(Integer.MAX_VALUE);
        return axes == 0 || axes <= rank(over).orElse(0);
    }

    /// A new value.
    Value value(String name) {
        return values.value(name);
    }

    /// A new constant.
    Value constant(String name, Tensor tensor) {
        return values.constant(name, tensor);
    }

    /// A new constant list of whole numbers.
    Value integers(String name, long... numbers) {
        Tensor tensor = Tensor.of(ElementType.I64, numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            tensor.setInteger(i, numbers[i]);
        }
        return constant(name, tensor);
    }

    /// An operator with other inputs that gives a new value, called after what it stands beside.
    Step.Apply made(Step.Apply operator, List<Value> inputs, Step.Apply beside) {
        Value result = value(beside.outputs().getFirst().name());
        return new Step.Apply(operator.operator(), operator.attributes(), inputs, List.of(result), beside.label());
    }

    /// Whether all elements are 0.
    static boolean isZero(Tensor tensor) {
        return IntStream.range(0, tensor.count()).allMatch(i -> tensor.number(i) == 0);
    }

    /// Whether a step is that operator of ONNX.
    static boolean isCalled(Step.Apply step, String operator) {
        return step.operator().domain().isEmpty() && step.operator().name().equals(operator);
    }

    /// An operator with other inputs in place of another: it gives the first output of `last` and is called as
    /// that.
    static Step.Apply step(Step.Apply operator, List<Value> inputs, Step.Apply last) {
        return new Step.Apply(
                operator.operator(),
                operator.attributes(),
                inputs,
                List.of(last.outputs().getFirst()),
                last.label());
    }

    /// An operator of ONNX in place of another: it gives the first output of `last` and is called as that.
    static Step.Apply step(
            String operator, int version, Map<String, Object> attributes, List<Value> inputs, Step.Apply last) {
        return step(
                operator, version, attributes, inputs, List.of(last.outputs().getFirst()), last);
    }

    /// An operator of ONNX that gives these values and is called as another one.
    static Step.Apply step(
            String operator,
            int version,
            Map<String, Object> attributes,
            List<Value> inputs,
            List<Value> outputs,
            Step.Apply called) {
        return new Step.Apply(
                OperatorTable.find("", operator).orElseThrow(),
                new Attributes(version, attributes),
                inputs,
                outputs,
                called.label());
    }
}
