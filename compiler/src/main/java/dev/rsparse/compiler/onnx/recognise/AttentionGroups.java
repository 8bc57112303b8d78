package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Heads of queries `[B,G,R,S,D]` that share a head of keys `[B,G,1,D,T]` and of values `[B,G,1,T,D]`, along which
/// those are stretched; as heads `[B,G*R,S,D]`, `[B,G,D,T]` and `[B,G,T,D]`.
///
/// @param match the spelling over those heads
/// @param shape what the result is reshaped to, `[0,G,R,-1,width of v]`
record AttentionGroups(Match match, long[] shape) {

    private static final int RANK = 5;
    private static final int VERSION = 21;

    /// The groups of a spelling of attention, by the names `q`, `k` and `v` of its pattern; nothing where there are
    /// none, or where a mask might tell them apart.
    static Optional<AttentionGroups> of(Match match, Surroundings around) {
        Optional<Value> q = grouped(match.get("q"), around);
        Optional<Value> k = shared(match.get("k"), around);
        Optional<Value> v = shared(match.get("v"), around);
        List<Extent> shape = around.facts(match.get("q")).shape().orElse(List.of());
        Optional<Extent> width = around.facts(match.get("v")).extent(-1).filter(Extent::isFixed);
        boolean isKnown = q.isPresent()
                && k.isPresent()
                && v.isPresent()
                && shape.get(1).isFixed()
                && shape.get(2).isFixed()
                && width.isPresent();
        if (!isKnown || !isForAllHeads(match, around)) {
            return Optional.empty();
        }
        Map<String, Value> values = new HashMap<>(match.values());
        values.putAll(Map.of("q", q.get(), "k", k.get(), "v", v.get()));
        long[] extents = {
            0, shape.get(1).number(), shape.get(2).number(), -1, width.get().number()
        };
        return Optional.of(new AttentionGroups(new Match(values, match.steps()), extents));
    }

    /// Heads whose groups were given an axis of their own.
    private static Optional<Value> grouped(Value value, Surroundings around) {
        Optional<Value> heads =
                around.maker(value, "Reshape").map(step -> step.inputs().getFirst());
        List<Extent> after = around.facts(value).shape().orElse(List.of());
        List<Extent> before =
                heads.flatMap(found -> HeadLayout.shape(found, around)).orElse(List.of());
        boolean fits = after.size() == RANK
                && before.equals(List.of(after.get(0), after.get(1).times(after.get(2)), after.get(3), after.get(4)));
        return heads.filter(_ -> fits);
    }

    /// Heads that were given an axis to be stretched along.
    private static Optional<Value> shared(Value value, Surroundings around) {
        return around.maker(value, "Unsqueeze")
                .filter(step -> around.axes(step)
                        .filter(axes -> axes.length == 1 && (axes[0] == 2 || axes[0] == 2 - RANK))
                        .isPresent())
                .map(step -> step.inputs().getFirst())
                .filter(heads -> HeadLayout.shape(heads, around).isPresent());
    }

    /// A mask with an axis for groups would be laid along another one.
    private static boolean isForAllHeads(Match match, Surroundings around) {
        List<Value> masks = new ArrayList<>();
        List.of("added", "seen", "hidden").forEach(name -> match.find(name).ifPresent(masks::add));
        return masks.stream().allMatch(mask -> {
            List<Extent> shape = around.facts(mask).shape().orElse(List.of());
            return shape.stream().limit(Math.max(0, shape.size() - 2)).allMatch(extent -> extent.is(1));
        });
    }

    /// Gives heads of results their axis of groups again.
    ///
    /// @param attention what gives them
    /// @param last what gave the groups
    List<Step.Apply> apart(Step.Apply attention, Step.Apply last, Surroundings around) {
        Value heads = around.value(last.outputs().getFirst().name());
        Step.Apply of = new Step.Apply(
                attention.operator(), attention.attributes(), attention.inputs(), List.of(heads), attention.label());
        List<Value> inputs = List.of(heads, around.integers("groups", shape));
        return List.of(of, Surroundings.step("Reshape", VERSION, Map.of(), inputs, last));
    }
}
