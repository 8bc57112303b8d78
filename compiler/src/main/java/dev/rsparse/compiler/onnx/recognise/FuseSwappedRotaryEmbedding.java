package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.either;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;
import static dev.rsparse.compiler.onnx.recognise.Pattern.shared;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// x1 = x[…, :R/2];  x2 = x[…, R/2:R]
/// x * Concat(c, c) + Concat(x2, x1) * Concat(-s, s)   ->   RotaryEmbedding(x, c, s)
/// ```
///
/// for `x` `[B,H,T,D]`, `c` and `s` `[T,R/2]` or `[1,T,R/2]`. Where `R` is less than `D`, the numbers from `R` on
/// stand behind `x1`, the cosine of 0 behind `c` and 0 behind `s`. Numerics: EXACT.
final class FuseSwappedRotaryEmbedding implements SpellingRule {

    private static final int VERSION = 23;
    private static final int RANK = 4;
    private static final Pattern X = any("x");
    private static final Pattern SPELLING = op(
            "Add",
            op("Mul", X, shared(behind("one", any("cos"), any("cos"))).as("cosines")),
            op(
                    "Mul",
                    behind("rest", HeadParts.part("second", X), HeadParts.part("first", X))
                            .as("swapped"),
                    shared(behind("zero", op("Neg", any("sin")), any("sin"))).as("sines")));

    /// Two parts, and a third one that may be missing.
    private static Pattern behind(String third, Pattern first, Pattern second) {
        return either(op("Concat", first, second), op("Concat", first, second, any(third)));
    }

    @Override
    public String name() {
        return "RotaryEmbedding";
    }

    @Override
    public Pattern spelling() {
        return SPELLING;
    }

    @Override
    public Outcome apply(Match match, Step.Apply last, Surroundings around) {
        Optional<String> problem = problem(match, around);
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        List<Step.Apply> with = new ArrayList<>();
        List<Value> inputs = List.of(
                match.get("x"),
                angles(match.get("cos"), last, around, with),
                angles(match.get("sin"), last, around, with));
        long turned =
                2 * around.facts(match.get("cos")).extent(-1).orElseThrow().number();
        Map<String, Object> attributes = match.find("rest").isPresent()
                ? Map.of("interleaved", 0L, "rotary_embedding_dim", turned)
                : Map.of("interleaved", 0L);
        with.add(Surroundings.step(name(), VERSION, attributes, inputs, last));
        return new Outcome.Replace(match.steps(), with);
    }

    /// Angles of one batch for all.
    private static Value angles(Value half, Step.Apply last, Surroundings around, List<Step.Apply> steps) {
        if (around.rank(half).equals(Optional.of(RANK - 1))) {
            return half;
        }
        Value result = around.value(half.name());
        Value axis = around.integers("axis", 0);
        steps.add(Surroundings.step("Unsqueeze", VERSION, Map.of(), List.of(half, axis), List.of(result), last));
        return result;
    }

    private static Optional<String> problem(Match match, Surroundings around) {
        Optional<List<Extent>> shape = around.facts(match.get("x")).shape().filter(all -> all.size() == RANK);
        if (shape.isEmpty() || !shape.get().getLast().isFixed()) {
            return Optional.of("what is turned is not known to have 4 axes, the last of a known extent");
        }
        Optional<Extent> half = around.facts(match.get("cos")).extent(-1).filter(Extent::isFixed);
        long size = shape.get().getLast().number();
        long turned = half.map(extent -> 2 * extent.number()).orElse(0L);
        boolean isWhole = match.find("rest").isEmpty();
        if (turned == 0 || turned > size || isWhole != (turned == size)) {
            return Optional.of("it is not known how many of the " + size + " numbers of a head turn");
        }
        if (!areParts(match, turned, size, around)) {
            return Optional.of("what is swapped is not the halves of what turns");
        }
        if (!isStill(match, around)) {
            return Optional.of("what stands behind the halves turns, too");
        }
        return fits(match, "cos", shape.get(), around) && fits(match, "sin", shape.get(), around)
                ? Optional.empty()
                : Optional.of(
                        "cosines and sines are not known to be [" + shape.get().get(2) + "," + size + "]");
    }

    private static boolean areParts(Match match, long turned, long size, Surroundings around) {
        boolean isJoined = isAlongRows(match.get("swapped"), around);
        boolean areHalves = HeadParts.isPart(match.get("first"), 0, turned / 2, size, around)
                && HeadParts.isPart(match.get("second"), turned / 2, turned, size, around);
        return isJoined
                && areHalves
                && match.find("rest")
                        .filter(rest -> !HeadParts.isPartOf(rest, match.get("x"), turned, size, size, around))
                        .isEmpty();
    }

    private static boolean isAlongRows(Value concat, Surroundings around) {
        return around.maker(concat, "Concat")
                .filter(step -> around.isLastAxis(step.attributes().integer("axis", 0), concat))
                .isPresent();
    }

    /// Whether what stands behind the halves is multiplied by one, and by zero.
    private static boolean isStill(Match match, Surroundings around) {
        int parts = 2 + (match.find("rest").isPresent() ? 1 : 0);
        boolean alike = List.of("cosines", "sines").stream()
                .allMatch(name ->
                        around.maker(match.get(name)).orElseThrow().inputs().size() == parts);
        return alike
                && (parts == 2
                        || isMultipleOfZero(angle(match.get("one"), around), around)
                                && isMultipleOfZero(match.get("zero"), around));
    }

    private static Value angle(Value cosine, Surroundings around) {
        return around.maker(cosine, "Cos").map(step -> step.inputs().getFirst()).orElse(Value.ABSENT);
    }

    private static boolean isMultipleOfZero(Value value, Surroundings around) {
        return around.maker(value, "Mul").stream()
                .flatMap(step -> step.inputs().stream())
                .flatMap(input -> around.constant(input).stream())
                .anyMatch(Surroundings::isZero);
    }

    /// Whether cosines or sines are `[T,D]` or `[1,T,D]`, made of halves along the last axis.
    private static boolean fits(Match match, String name, List<Extent> x, Surroundings around) {
        Value whole = match.get(name.equals("cos") ? "cosines" : "sines");
        List<Extent> shape = around.facts(whole).shape().orElse(List.of());
        List<Extent> half = around.facts(match.get(name)).shape().orElse(List.of());
        int rank = shape.size();
        return isAlongRows(whole, around)
                && (rank == 2 || rank == 3 && shape.getFirst().is(1))
                && half.size() == rank
                && half.getLast()
                        .equals(around.facts(match.get("cos")).extent(-1).orElseThrow())
                && x.get(2).dividedBy(shape.get(rank - 2)).isPresent()
                && shape.getLast().equals(x.getLast());
    }
}
