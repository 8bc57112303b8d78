package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// Concat(RotaryEmbedding(x[…, :R], cos, sin), x[…, R:])   ->   RotaryEmbedding(x, cos, sin), of R numbers
/// ```
///
/// along the last axis, for `x` `[B,H,T,D]`. Numerics: EXACT.
final class FusePartialRotaryEmbedding implements SpellingRule {

    private static final int RANK = 4;
    private static final String TURNED = "rotary_embedding_dim";
    private static final Pattern X = any("x");
    private static final Pattern SPELLING = op(
            "Concat",
            op("RotaryEmbedding", HeadParts.part("first", X), any("cos"), any("sin"))
                    .as("turned"),
            HeadParts.part("rest", X));

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
        Step.Apply rotation = around.maker(match.get("turned")).orElseThrow();
        Optional<Long> size = width(match.get("x"), around);
        Optional<Long> turned = width(match.get("turned"), around);
        boolean fits = size.isPresent()
                && turned.isPresent()
                && around.rank(match.get("x")).equals(Optional.of(RANK))
                && rotation.attributes().integer(TURNED, 0) == 0
                && around.isLastAxis(
                        last.attributes().integer("axis", 0), last.outputs().getFirst())
                && HeadParts.isPart(match.get("first"), 0, turned.get(), size.get(), around)
                && HeadParts.isPart(match.get("rest"), turned.get(), size.get(), size.get(), around);
        if (!fits) {
            return new Outcome.Refused("what stands behind the turned numbers is not the rest of each head");
        }
        Map<String, Object> attributes = new HashMap<>(rotation.attributes().values());
        attributes.put(TURNED, turned.get());
        List<Value> inputs = new ArrayList<>(rotation.inputs());
        inputs.set(0, match.get("x"));
        return new Outcome.Replace(
                match.steps(),
                List.of(Surroundings.step(name(), rotation.attributes().version(), attributes, inputs, last)));
    }

    private static Optional<Long> width(Value value, Surroundings around) {
        return around.facts(value).extent(-1).filter(Extent::isFixed).map(Extent::number);
    }
}
