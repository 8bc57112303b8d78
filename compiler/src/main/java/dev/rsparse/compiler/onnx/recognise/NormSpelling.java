package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.begins;
import static dev.rsparse.compiler.onnx.recognise.Pattern.either;
import static dev.rsparse.compiler.onnx.recognise.Pattern.number;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How normalisations of the last axes are spelt out: `x / √(mean(x²) + epsilon)`, with names `squares` for the
/// mean and `epsilon`.
final class NormSpelling {

    private NormSpelling() {}

    /// What divides `x` by the root of the mean of its squares.
    static Pattern divided(Pattern x) {
        Pattern square = either(op("Mul", x, x), op("Pow", x, number(2)));
        Pattern sum = op("Add", begins("ReduceMean", square).as("squares"), any("epsilon"));
        Pattern root = either(op("Sqrt", sum), op("Pow", sum, number(0.5)));
        Pattern inverse = either(op("Reciprocal", root), op("Div", number(1), root), op("Pow", sum, number(-0.5)));
        return either(op("Div", x, root), op("Mul", x, inverse));
    }

    /// The operator that does it.
    ///
    /// @param means names of the means in the match
    static Rule.Outcome outcome(
            String operator, int version, Match match, Step.Apply last, Surroundings around, String... means) {
        List<Axes> axes = Arrays.stream(means)
                .map(name -> Axes.of(around.maker(match.get(name)).orElseThrow(), around))
                .toList();
        Optional<String> problem = axes.stream()
                .flatMap(each -> each.problem().stream())
                .findFirst()
                .or(() -> axes.stream().distinct().count() > 1
                        ? Optional.of("mean and variance are over other axes")
                        : Optional.empty())
                .or(() -> epsilonProblem(match.get("epsilon"), around));
        if (problem.isPresent()) {
            return new Rule.Outcome.Refused(problem.get());
        }
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("axis", (long) -axes.getFirst().count());
        attributes.put("epsilon", (float) around.number(match.get("epsilon")).orElseThrow());
        attributes.put("stash_type", 1L);
        Value one = around.constant("1", Tensor.of(new float[] {1}, 1));
        List<Value> inputs = List.of(match.get("x"), one);
        return new Rule.Outcome.Replace(
                match.steps(), List.of(Surroundings.step(operator, version, attributes, inputs, last)));
    }

    private static Optional<String> epsilonProblem(Value epsilon, Surroundings around) {
        OptionalDouble number = around.number(epsilon);
        if (number.isEmpty()) {
            return Optional.of("epsilon is not one constant number");
        }
        Tensor tensor = around.constant(epsilon).orElseThrow();
        if (tensor.rank() > 1) {
            return Optional.of("epsilon has " + tensor.rank() + " axes");
        }
        return tensor.type() == ElementType.F64 && (float) number.getAsDouble() != number.getAsDouble()
                ? Optional.of("epsilon is no number of type f32")
                : Optional.empty();
    }

    /// Over which axes a mean is.
    ///
    /// @param count how many axes from the last
    /// @param problem why they are not those
    private record Axes(int count, Optional<String> problem) {

        static Axes of(Step.Apply mean, Surroundings around) {
            if (mean.attributes().integer("keepdims", 1) == 0) {
                return not("the mean has fewer axes than what it is of");
            }
            Optional<long[]> given = around.axes(mean);
            if (given.isEmpty() || given.get().length == 0) {
                return not("the mean is over axes that are not told");
            }
            long[] axes = given.get();
            Optional<Integer> rank = around.rank(mean.inputs().getFirst());
            long[] fromLast = Arrays.stream(axes)
                    .map(axis -> axis >= 0 && rank.isPresent() ? axis - rank.get() : axis)
                    .sorted()
                    .toArray();
            for (int i = 0; i < fromLast.length; i++) {
                if (fromLast[i] != i - fromLast.length) {
                    return not("the mean is over "
                            + (axes.length == 1 ? "axis " + axes[0] : "axes " + Arrays.toString(axes))
                            + (axes[0] >= 0 && rank.isEmpty() ? " of an unknown number" : ""));
                }
            }
            return new Axes(axes.length, Optional.empty());
        }

        private static Axes not(String problem) {
            return new Axes(0, Optional.of(problem));
        }
    }
}
