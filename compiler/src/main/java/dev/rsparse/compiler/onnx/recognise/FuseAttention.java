package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.either;
import static dev.rsparse.compiler.onnx.recognise.Pattern.number;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;
import static dev.rsparse.compiler.onnx.recognise.Pattern.scalar;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// s = MatMul(q, kᵀ) * scale             with numbers on q, on kᵀ or on the product
/// s = Tanh(s / cap) * cap               or nothing
/// s = s + mask                          or Where(mask, s, -∞), Where(mask, -∞, s), or nothing
/// w = Softmax(s)
/// w = Where(IsNaN(w), 0, w)             or nothing
/// MatMul(w, v)                          ->   Attention(q, k, v, mask), scale, cap
/// ```
///
/// for `q` `[B,H,S,D]`, `k` and `v` `[B,H,T,D]`. Heads of `k` and `v` that are repeated by `Unsqueeze`, `Expand`
/// and `Reshape` are read once, and groups of heads of queries may have an axis of their own, `[B,G,R,S,D]`, along
/// which `k` and `v` are stretched. Queries that see no key give what they gave. Numerics: rounding; sums are in
/// another order.
final class FuseAttention implements Rule {

    private static final int VERSION = 23;
    /// The first version in which `Softmax` is along one axis.
    private static final int ALONG_ONE_AXIS = 13;
    private static final Pattern ANY_WEIGHTS = op("Softmax", any("scores"));
    private static final Pattern ANY = op("MatMul", either(guarded(ANY_WEIGHTS), ANY_WEIGHTS), any("v"));
    private static final Pattern SPELLING = spelling();

    private static Pattern spelling() {
        Pattern product = op("MatMul", any("q"), any("k"));
        Pattern scaled = either(op("Mul", product, scalar("factor")), op("Div", product, scalar("divisor")), product);
        Pattern small = either(op("Mul", scaled, scalar("small")), op("Div", scaled, scalar("wide cap")), scaled);
        Pattern scores = either(op("Mul", op("Tanh", small), scalar("cap")), scaled);
        Pattern masked = either(
                op("Add", scores, any("added")),
                op("Where", any("seen"), scores, scalar("low")),
                op("Where", any("hidden"), scalar("low"), scores),
                scores);
        Pattern weights =
                op("Softmax", either(op("Cast", masked).as("wide"), masked)).as("weights");
        Pattern narrow = either(op("Cast", weights), weights);
        return op("MatMul", either(guarded(narrow), narrow), any("v"));
    }

    private static Pattern guarded(Pattern weights) {
        return op("Where", op("IsNaN", weights).as("guard"), number(0), weights);
    }

    @Override
    public String name() {
        return "Attention";
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        Optional<Match> match = around.match(SPELLING, last);
        if (match.isEmpty()) {
            return around.match(ANY, last).isEmpty()
                    ? new Outcome.NoMatch()
                    : new Outcome.Refused(
                            "what Softmax reads is not a product, scaled, capped and masked once at most");
        }
        Optional<AttentionGroups> groups = AttentionGroups.of(match.get(), around);
        if (groups.isEmpty()) {
            return fused(match.get(), last, around);
        }
        Outcome outcome = fused(groups.get().match(), last, around);
        if (!(outcome instanceof Outcome.Replace(var replaced, var with))) {
            return outcome;
        }
        List<Step.Apply> steps = new ArrayList<>(with.subList(0, with.size() - 1));
        steps.addAll(groups.get().apart(with.getLast(), last, around));
        return new Outcome.Replace(replaced, steps);
    }

    private Outcome fused(Match match, Step.Apply last, Surroundings around) {
        AttentionOperands operands = new AttentionOperands(match, around);
        AttentionMask mask = new AttentionMask(match, around);
        Optional<String> problem = problem(match, operands, mask, around);
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        Optional<List<Value>> read = operands.read();
        if (read.isEmpty()) {
            return new Outcome.Refused("keys are not turned over by a Transpose");
        }
        float scale = (float) operands.scale();
        if (match.find("cap").isPresent() && !(around.number(match.get("cap")).orElseThrow() > 0)) {
            return new Outcome.Refused("scores are capped at a number that is not above 0");
        }
        if (scale == 0) {
            return new Outcome.Refused("scores are multiplied by 0");
        }
        List<Step.Apply> with = new ArrayList<>(operands.steps());
        List<Value> inputs = new ArrayList<>(read.get());
        mask.read(with).ifPresent(inputs::add);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("scale", scale);
        attributes.put("undefined_weights", match.find("guard").isPresent() ? 2L : 1L);
        match.find("cap")
                .ifPresent(cap ->
                        attributes.put("softcap", (float) around.number(cap).orElseThrow()));
        with.add(Surroundings.step(name(), VERSION, attributes, inputs, last));
        return new Outcome.Replace(match.steps(), with);
    }

    private static Optional<String> problem(
            Match match, AttentionOperands operands, AttentionMask mask, Surroundings around) {
        if (!operands.hasType()) {
            return Optional.of("queries, keys and values are not known to be of one type that attention takes");
        }
        Optional<List<Extent>> scores = operands.scores();
        if (scores.isEmpty()) {
            return Optional.of("queries " + text("q", match, around) + ", keys " + text("k", match, around)
                    + " and values " + text("v", match, around) + " are not known to go together");
        }
        if (!isAlongKeys(around.maker(match.get("weights")).orElseThrow(), around)) {
            return Optional.of("Softmax is not along the last axis");
        }
        boolean isNarrow = match.find("wide").isPresent()
                && !around.facts(match.get("wide")).type().equals(Optional.of(ElementType.F32));
        return isNarrow ? Optional.of("Softmax is not in f32") : mask.problem(scores.get());
    }

    private static String text(String name, Match match, Surroundings around) {
        return around.facts(match.get(name)).shape().map(List::toString).orElse("of unknown shape");
    }

    private static boolean isAlongKeys(Step.Apply softmax, Surroundings around) {
        long usual = softmax.attributes().version() < ALONG_ONE_AXIS ? 1 : -1;
        return around.isLastAxis(
                softmax.attributes().integer("axis", usual), softmax.inputs().getFirst());
    }
}
