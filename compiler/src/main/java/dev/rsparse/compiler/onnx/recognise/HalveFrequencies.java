package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// ```
/// Cos(Mul(p, [f, f]))             ->   Concat(c, c)        c = Cos(Mul(p, f)); so does Sin
/// Mul(Concat(c, c), [m, m])       ->   Concat(t, t)        t = Mul(c, m), when c is a cosine or sine
/// Mul(Concat(c, c), [-m, m])      ->   Concat(Neg(t), t)
/// ```
///
/// for constant vectors `[f, f]`, `[m, m]` and positions `p` `[…,1]`, along the last axis: rotary embeddings read
/// each angle once. Behind both halves may stand zeros, angles of numbers that do not turn; they stay a part of
/// their own. Numerics: EXACT.
final class HalveFrequencies implements Rule {

    private static final int VERSION = 13;

    @Override
    public String name() {
        return "frequencies that are there twice";
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        if (Surroundings.isCalled(last, "Cos") || Surroundings.isCalled(last, "Sin")) {
            return angles(last, around).orElse(new Outcome.NoMatch());
        }
        return Surroundings.isCalled(last, "Mul")
                ? magnitudes(last, around).orElse(new Outcome.NoMatch())
                : new Outcome.NoMatch();
    }

    private static Optional<Outcome> angles(Step.Apply last, Surroundings around) {
        Optional<Step.Apply> product = around.maker(last.inputs().getFirst(), "Mul");
        Optional<Factors> factors = product.flatMap(step -> Factors.of(step, around));
        if (factors.isEmpty() || !isColumn(factors.get().other(), around)) {
            return Optional.empty();
        }
        int half = factors.get().doubled();
        int size = factors.get().size();
        if (half == 0) {
            return Optional.empty();
        }
        List<Step.Apply> steps = new ArrayList<>();
        Value turned = function(last, product.get(), factors.get(), 0, half, around, steps);
        List<Value> parts = new ArrayList<>(List.of(turned, turned));
        if (2 * half < size) {
            parts.add(function(last, product.get(), factors.get(), 2 * half, size, around, steps));
        }
        steps.add(concat(parts, last));
        return Optional.of(new Outcome.Replace(List.of(last), steps));
    }

    private static boolean isColumn(Value positions, Surroundings around) {
        return around.facts(positions).extent(-1).filter(extent -> extent.is(1)).isPresent();
    }

    /// The cosine or sine of positions times factors `from..to`.
    private static Value function(
            Step.Apply last,
            Step.Apply product,
            Factors factors,
            int from,
            int to,
            Surroundings around,
            List<Step.Apply> steps) {
        Value frequencies = factors.part(from, to, around);
        Step.Apply angles = around.made(product, List.of(factors.other(), frequencies), product);
        Step.Apply made = around.made(last, angles.outputs(), last);
        steps.add(angles);
        steps.add(made);
        return made.outputs().getFirst();
    }

    private static Step.Apply concat(List<Value> parts, Step.Apply last) {
        return Surroundings.step("Concat", VERSION, Map.of("axis", -1L), parts, last);
    }

    private static Optional<Outcome> magnitudes(Step.Apply last, Surroundings around) {
        Optional<Factors> factors = Factors.of(last, around);
        Optional<List<Value>> parts = factors.flatMap(found -> parts(found.other(), around));
        Optional<Integer> half = parts.flatMap(found -> width(found.getFirst(), around));
        if (half.isEmpty() || !isTurned(parts.get().getFirst(), around)) {
            return Optional.empty();
        }
        int size = factors.get().size();
        boolean same = factors.get().isRepeated(half.get(), 1);
        if (!same && !factors.get().isRepeated(half.get(), -1)
                || (2 * half.get() < size) != (parts.get().size() > 2)) {
            return Optional.empty();
        }
        List<Step.Apply> steps = new ArrayList<>();
        Value scaled = product(last, parts.get().getFirst(), factors.get(), half.get(), 2 * half.get(), around, steps);
        List<Value> results = new ArrayList<>(List.of(same ? scaled : negated(scaled, last, around, steps), scaled));
        if (parts.get().size() > 2) {
            results.add(product(last, parts.get().getLast(), factors.get(), 2 * half.get(), size, around, steps));
        }
        steps.add(concat(results, last));
        return Optional.of(new Outcome.Replace(List.of(last), steps));
    }

    /// Two parts that are the same, and what stands behind them if anything does.
    private static Optional<List<Value>> parts(Value value, Surroundings around) {
        return around.maker(value, "Concat")
                .filter(concat -> around.isLastAxis(concat.attributes().integer("axis", 0), value))
                .map(Step.Apply::inputs)
                .filter(parts -> parts.size() == 2 || parts.size() == 3)
                .filter(parts -> parts.get(0).equals(parts.get(1)));
    }

    private static Optional<Integer> width(Value value, Surroundings around) {
        return around.facts(value).extent(-1).filter(Extent::isFixed).map(extent -> Math.toIntExact(extent.number()));
    }

    private static boolean isTurned(Value half, Surroundings around) {
        return around.maker(half, "Cos").isPresent()
                || around.maker(half, "Sin").isPresent();
    }

    private static Value product(
            Step.Apply last,
            Value part,
            Factors factors,
            int from,
            int to,
            Surroundings around,
            List<Step.Apply> steps) {
        if (factors.areOnes(from, to)) {
            return part;
        }
        Step.Apply made = around.made(last, List.of(part, factors.part(from, to, around)), last);
        steps.add(made);
        return made.outputs().getFirst();
    }

    private static Value negated(Value scaled, Step.Apply last, Surroundings around, List<Step.Apply> steps) {
        Value result = around.value(last.outputs().getFirst().name());
        steps.add(Surroundings.step("Neg", VERSION, Map.of(), List.of(scaled), List.of(result), last));
        return result;
    }

    /// A product of a value and a constant vector.
    private record Factors(Value other, Tensor vector) {

        static Optional<Factors> of(Step.Apply product, Surroundings around) {
            return IntStream.range(0, 2)
                    .boxed()
                    .flatMap(i -> around
                            .constant(product.inputs().get(i))
                            .filter(tensor -> tensor.rank() == 1 && tensor.count() > 1)
                            .map(tensor -> new Factors(product.inputs().get(1 - i), tensor))
                            .stream())
                    .findFirst();
        }

        int size() {
            return vector.count();
        }

        /// How long the part is that stands there twice, with nothing but zeros behind it; 0 when there is none.
        int doubled() {
            int end = size();
            while (end > 0 && vector.number(end - 1) == 0) {
                end--;
            }
            return end % 2 == 0 && isRepeated(end / 2, 1) ? end / 2 : 0;
        }

        /// Whether the first `half` factors are `sign` times the next.
        boolean isRepeated(int half, int sign) {
            return 2 * half <= size()
                    && IntStream.range(0, half).allMatch(i -> vector.number(i) == sign * vector.number(half + i));
        }

        boolean areOnes(int from, int to) {
            return IntStream.range(from, to).allMatch(i -> vector.number(i) == 1);
        }

        Value part(int from, int to, Surroundings around) {
            Tensor part = Tensor.of(vector.type(), to - from);
            for (int i = from; i < to; i++) {
                part.setNumber(i - from, vector.number(i));
            }
            return around.constant("factors", part);
        }
    }
}
