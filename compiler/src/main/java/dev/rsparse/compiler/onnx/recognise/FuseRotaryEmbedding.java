package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.begins;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;
import static dev.rsparse.compiler.onnx.recognise.Pattern.shared;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// x1 = x[…, :D/2];  x2 = x[…, D/2:]
/// x * cos + Concat(-x2, x1) * sin   ->   RotaryEmbedding(x, c, s)
/// ```
///
/// for `x` `[B,H,T,D]`, where `cos` is `Unsqueeze(Concat(c, c), 1)` of `c` `[B,T,D/2]` or `[1,T,D/2]`, and `sin`
/// alike. Numerics: EXACT.
final class FuseRotaryEmbedding implements SpellingRule {

    private static final int VERSION = 23;
    private static final int RANK = 4;
    private static final Pattern X = any("x");
    private static final Pattern SPELLING = op(
            "Add",
            op("Mul", X, wide("cos")),
            op(
                    "Mul",
                    op("Concat", op("Neg", HeadParts.part("second", X)), HeadParts.part("first", X))
                            .as("turned"),
                    wide("sin")));

    private static Pattern wide(String name) {
        return shared(begins("Unsqueeze", op("Concat", any(name), any(name)).as(name + " twice")))
                .as(name + " of heads");
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
        List<Value> inputs = List.of(match.get("x"), match.get("cos"), match.get("sin"));
        return new Outcome.Replace(
                match.steps(), List.of(Surroundings.step(name(), VERSION, Map.of("interleaved", 0L), inputs, last)));
    }

    private static Optional<String> problem(Match match, Surroundings around) {
        Optional<List<Extent>> shape = around.facts(match.get("x")).shape().filter(all -> all.size() == RANK);
        if (shape.isEmpty()) {
            return Optional.of("what is turned is not known to have 4 axes");
        }
        Extent size = shape.get().getLast();
        if (!size.isFixed() || size.number() % 2 != 0) {
            return Optional.of("heads have " + size + " numbers, which has no half");
        }
        if (!isHalved(match, size.number(), around)) {
            return Optional.of("what is turned is not the halves of a head");
        }
        if (!fits(match, "cos", shape.get(), around) || !fits(match, "sin", shape.get(), around)) {
            return Optional.of("cosines and sines are not known to be ["
                    + shape.get().getFirst() + " or 1,1," + shape.get().get(2) + "," + size + "]");
        }
        return Optional.empty();
    }

    private static boolean isHalved(Match match, long size, Surroundings around) {
        boolean isJoined = around.maker(match.get("turned"), "Concat")
                .filter(concat -> around.isLastAxis(concat.attributes().integer("axis", 0), match.get("turned")))
                .isPresent();
        return isJoined
                && HeadParts.isPart(match.get("first"), 0, size / 2, size, around)
                && HeadParts.isPart(match.get("second"), size / 2, size, size, around);
    }

    /// Whether cosines or sines are `[B,T,D]`, doubled along the last axis, with an axis for the heads at 1.
    private static boolean fits(Match match, String name, List<Extent> x, Surroundings around) {
        Value twice = match.get(name + " twice");
        Value wide = match.get(name + " of heads");
        Step.Apply doubled = around.maker(twice).orElseThrow();
        Step.Apply unsqueezed = around.maker(wide).orElseThrow();
        List<Extent> shape = around.facts(twice).shape().orElse(List.of());
        boolean hasHeads = around.axes(unsqueezed)
                .filter(axes -> axes.length == 1 && (axes[0] == 1 || axes[0] == -3))
                .isPresent();
        return hasHeads
                && around.isLastAxis(doubled.attributes().integer("axis", 0), twice)
                && shape.size() == RANK - 1
                && (shape.getFirst().is(1) || shape.getFirst().equals(x.getFirst()))
                && isStretched(shape.get(1), x.get(2))
                && shape.getLast().equals(x.getLast());
    }

    /// Whether rows of angles can be stretched to rows of heads, and not the other way round: where there are `k`
    /// times as many rows of heads, a single one of these means a single one of those.
    private static boolean isStretched(Extent angles, Extent rows) {
        return rows.dividedBy(angles).isPresent();
    }
}
