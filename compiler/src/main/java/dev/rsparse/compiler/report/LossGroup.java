package dev.rsparse.compiler.report;

import dev.rsparse.compiler.project.EvalResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Results that can be compared: over the same windows of the same text, in the same phase and weight format.
///
/// @param key what they have in common
/// @param points by falling share of bytes kept
public record LossGroup(Key key, List<Point> points) {

    private static final Comparator<Key> ORDER = Comparator.comparing(Key::text)
            .thenComparing(Key::phase)
            .thenComparing(Key::windows, Comparator.reverseOrder())
            .thenComparing(Key::toString);
    private static final Comparator<Point> BY_KEPT = Comparator.comparingDouble(
                    (Point point) -> -point.result().keptBytes())
            .thenComparing(point -> point.result().policy())
            .thenComparingDouble(point -> point.result().nll());

    public LossGroup {
        points = points.stream().sorted(BY_KEPT).toList();
    }

    /// What makes results comparable.
    ///
    /// @param digest of the windows
    /// @param prompt dense tokens at the start of each window
    public record Key(
            String text, String phase, int windows, int windowLength, int prompt, String weights, String digest) {

        static Key of(EvalResult result) {
            return new Key(
                    result.text(),
                    result.phase(),
                    result.windows(),
                    result.windowLength(),
                    result.promptTokens(),
                    result.weights(),
                    result.textDigest());
        }
    }

    /// One result.
    ///
    /// @param current whether the policy in the source still is what was measured, as far as the result tells
    public record Point(EvalResult result, boolean current) {

        boolean dense() {
            return result.sites().isEmpty();
        }
    }

    /// The results in groups, sorted by text and phase.
    ///
    /// @param current whether a result is of a policy as it is in the source
    static List<LossGroup> of(Iterable<EvalResult> results, Predicate<EvalResult> current) {
        Map<Key, List<Point>> groups = new TreeMap<>(ORDER);
        for (EvalResult result : results) {
            groups.computeIfAbsent(Key.of(result), _ -> new ArrayList<>()).add(new Point(result, current.test(result)));
        }
        List<LossGroup> sorted = new ArrayList<>();
        groups.forEach((key, points) -> sorted.add(new LossGroup(key, points)));
        return sorted;
    }

    /// The loss with nothing thinned, where it was measured.
    ///
    /// Results of several sets of weights may be kept beside one source: two dense losses say that they are, and
    /// then there is none to compare with.
    OptionalDouble denseLoss() {
        List<Double> losses = points.stream()
                .filter(Point::dense)
                .map(point -> point.result().nll())
                .distinct()
                .toList();
        return losses.size() == 1 ? OptionalDouble.of(losses.getFirst()) : OptionalDouble.empty();
    }

    /// What a policy loses against the dense model.
    Optional<Double> loss(Point point) {
        return point.dense() || denseLoss().isEmpty()
                ? Optional.empty()
                : Optional.of(point.result().nll() - denseLoss().getAsDouble());
    }
}
