package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.begins;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How heads are laid out, and what they are before: keys before they are turned over, heads before they are
/// repeated for several heads of queries.
final class HeadLayout {

    private static final int RANK = 4;
    private static final Pattern FLAT = begins(
            "Reshape", op("Transpose", begins("Reshape", any("x")).as("flat")).as("turned"));
    private static final Pattern REPEATED = begins(
            "Reshape",
            begins("Expand", begins("Unsqueeze", any("x")).as("wide")).as("many"));

    private HeadLayout() {}

    /// The extents of a value of four axes.
    static Optional<List<Extent>> shape(Value value, Surroundings around) {
        return around.facts(value).shape().filter(all -> all.size() == RANK);
    }

    /// What `[B,H,D,T]` is the transpose `[B,H,T,D]` of. Where exporters went from `[B,T,H,D]` in one transpose,
    /// one to `[B,H,T,D]` is added to `steps`.
    static Optional<Value> turnedBack(Value value, List<Step.Apply> steps, Surroundings around) {
        Optional<Step.Apply> transpose = around.maker(value, "Transpose");
        if (transpose.isEmpty()) {
            return flatTurnedBack(value, around);
        }
        Value from = transpose.get().inputs().getFirst();
        if (isTranspose(transpose.get(), 0, 1, 3, 2)) {
            return Optional.of(from);
        }
        if (!isTranspose(transpose.get(), 0, 2, 3, 1)) {
            return Optional.empty();
        }
        Value result = around.value(value.name());
        Attributes attributes =
                new Attributes(transpose.get().attributes().version(), Map.of("perm", new long[] {0, 2, 1, 3}));
        steps.add(new Step.Apply(
                transpose.get().operator(),
                attributes,
                List.of(from),
                List.of(result),
                transpose.get().label()));
        return Optional.of(result);
    }

    private static boolean isTranspose(Step.Apply step, long... axes) {
        return Arrays.equals(step.attributes().integers("perm", 0), axes);
    }

    /// `Reshape(x, [B*H,T,D])`, transposed and reshaped to `[B,H,D,T]`.
    private static Optional<Value> flatTurnedBack(Value value, Surroundings around) {
        return around.match(FLAT, value)
                .filter(match -> isFlatTranspose(value, match, around))
                .map(match -> match.get("x"));
    }

    private static boolean isFlatTranspose(Value value, Match match, Surroundings around) {
        Optional<List<Extent>> before = shape(match.get("x"), around);
        Optional<List<Extent>> flat = around.facts(match.get("flat")).shape().filter(all -> all.size() == RANK - 1);
        Optional<List<Extent>> after = shape(value, around);
        if (before.isEmpty() || flat.isEmpty() || after.isEmpty()) {
            return false;
        }
        List<Extent> x = before.get();
        return isTranspose(around.maker(match.get("turned")).orElseThrow(), 0, 2, 1)
                && flat.get().subList(1, 3).equals(x.subList(2, 4))
                && after.get().equals(List.of(x.get(0), x.get(1), x.get(3), x.get(2)));
    }

    /// What `[B,G*R,T,D]` is, of which each of the `G` heads stands there `R` times: `[B,G,T,D]`.
    static Optional<Value> once(Value value, Surroundings around) {
        return around.match(REPEATED, value)
                .filter(match -> isRepeated(value, match, around))
                .map(match -> match.get("x"));
    }

    private static boolean isRepeated(Value value, Match match, Surroundings around) {
        Optional<List<Extent>> before = shape(match.get("x"), around);
        Optional<List<Extent>> wide = around.facts(match.get("wide")).shape();
        Optional<List<Extent>> many = around.facts(match.get("many")).shape();
        Optional<List<Extent>> after = shape(value, around);
        if (before.isEmpty() || wide.isEmpty() || many.isEmpty() || after.isEmpty()) {
            return false;
        }
        List<Extent> x = before.get();
        List<Extent> all = many.get();
        boolean isWide = wide.get().equals(List.of(x.get(0), x.get(1), Extent.of(1), x.get(2), x.get(3)))
                && around.axes(around.maker(match.get("wide")).orElseThrow())
                        .filter(axes -> axes.length == 1 && (axes[0] == 2 || axes[0] == -3))
                        .isPresent();
        return isWide
                && all.size() == RANK + 1
                && all.equals(List.of(x.get(0), x.get(1), all.get(2), x.get(2), x.get(3)))
                && after.get().equals(List.of(x.get(0), x.get(1).times(all.get(2)), x.get(2), x.get(3)));
    }
}
