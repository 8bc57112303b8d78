package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.begins;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// Reshape(Transpose(Reshape(x, [B,G,R,T,D]), 0 3 1 2 4), s)   ->   Reshape(Transpose(x, 0 2 1 3), s)
/// ```
///
/// for heads `x` `[B,G*R,T,D]`, of which groups share keys. Numerics: EXACT.
final class MergeGroupedHeads implements Rule {

    private static final int VERSION = 21;
    private static final Pattern SPELLING = op(
            "Reshape", op("Transpose", begins("Reshape", any("x")).as("groups")).as("turned"), any("shape"));

    @Override
    public String name() {
        return "axes of heads";
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        return around.match(SPELLING, last)
                .filter(match -> areGroups(match, around) && copiesNoGroup(match.get("shape"), last, around))
                .<Outcome>map(match -> merged(match, last, around))
                .orElse(new Outcome.NoMatch());
    }

    private static boolean areGroups(Match match, Surroundings around) {
        Optional<List<Extent>> heads = HeadLayout.shape(match.get("x"), around);
        List<Extent> groups = around.facts(match.get("groups")).shape().orElse(List.of());
        Step.Apply transpose = around.maker(match.get("turned")).orElseThrow();
        return groups.size() == 5
                && heads.equals(Optional.of(
                        List.of(groups.get(0), groups.get(1).times(groups.get(2)), groups.get(3), groups.get(4))))
                && Arrays.equals(transpose.attributes().integers("perm", 0), new long[] {0, 3, 1, 2, 4});
    }

    /// Whether the shape takes over no extent of the axes that go: 0 stands for the one that was there.
    private static boolean copiesNoGroup(Value shape, Step.Apply reshape, Surroundings around) {
        return reshape.attributes().integer("allowzero", 0) == 0
                && around.facts(shape)
                        .contents()
                        .filter(extents -> extents.stream().skip(2).noneMatch(extent -> extent.is(0)))
                        .isPresent();
    }

    private static Outcome merged(Match match, Step.Apply last, Surroundings around) {
        Step.Apply old = around.maker(match.get("turned")).orElseThrow();
        Value turned = around.value(match.get("turned").name());
        Map<String, Object> order = Map.of("perm", new long[] {0, 2, 1, 3});
        Step.Apply transpose =
                Surroundings.step("Transpose", VERSION, order, List.of(match.get("x")), List.of(turned), old);
        return new Outcome.Replace(
                List.of(last), List.of(transpose, Surroundings.step(last, List.of(turned, match.get("shape")), last)));
    }
}
