package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Queries, keys and values of a spelling of attention, `q`, `k` (turned over) and `v` of its pattern, taken back
/// to what they are before they are scaled, turned over and repeated.
final class AttentionOperands {

    private static final Set<ElementType> TYPES = Set.of(ElementType.F32, ElementType.F16, ElementType.BF16);
    private static final Pattern SCALED = Pattern.either(
            Pattern.op("Mul", Pattern.any("x"), Pattern.scalar("factor")),
            Pattern.op("Div", Pattern.any("x"), Pattern.scalar("divisor")));

    private final Surroundings around;
    private final Match match;
    private double scale = 1;
    private final List<Step.Apply> steps = new ArrayList<>();

    AttentionOperands(Match match, Surroundings around) {
        this.match = match;
        this.around = around;
    }

    /// Extents of the scores `[B,H,S,T]`; nothing when operands are not known to go together.
    Optional<List<Extent>> scores() {
        List<Extent> q = shape("q");
        List<Extent> k = shape("k");
        List<Extent> v = shape("v");
        if (q.isEmpty() || k.isEmpty() || v.isEmpty()) {
            return Optional.empty();
        }
        boolean isBatch = q.getFirst().equals(k.getFirst()) && q.getFirst().equals(v.getFirst());
        // Without groups no product has heads of keys that are neither one nor as many as those of queries.
        boolean isHeads =
                k.get(1).equals(v.get(1)) && q.get(1).dividedBy(k.get(1)).isPresent();
        boolean isInner = q.get(3).equals(k.get(2)) && k.get(3).equals(v.get(2));
        return isBatch && isHeads && isInner
                ? Optional.of(List.of(q.get(0), q.get(1), q.get(2), k.get(3)))
                : Optional.empty();
    }

    private List<Extent> shape(String name) {
        return HeadLayout.shape(match.get(name), around).orElse(List.of());
    }

    /// Whether attention is known to compute in their type.
    boolean hasType() {
        Optional<ElementType> type = around.facts(match.get("q")).type();
        return type.filter(TYPES::contains).isPresent()
                && type.equals(around.facts(match.get("k")).type())
                && type.equals(around.facts(match.get("v")).type());
    }

    /// Queries, keys and values; nothing when keys are not turned over.
    Optional<List<Value>> read() {
        match.find("factor").ifPresent(factor -> scale *= number(factor));
        match.find("divisor").ifPresent(divisor -> scale /= number(divisor));
        // What Tanh reads is the score divided by the cap.
        match.find("small").ifPresent(small -> scale *= number(small));
        match.find("wide cap").ifPresent(divisor -> scale /= number(divisor));
        match.find("cap").ifPresent(cap -> scale *= number(cap));
        Value q = unscaled(match.get("q"));
        Optional<Value> turned = HeadLayout.turnedBack(unscaled(match.get("k")), steps, around);
        if (turned.isEmpty()) {
            return Optional.empty();
        }
        Value k = unscaled(turned.get());
        Value v = match.get("v");
        Optional<Value> fewKeys = HeadLayout.once(k, around);
        Optional<Value> fewValues = HeadLayout.once(v, around);
        boolean isShared = fewKeys.isPresent()
                && fewValues.isPresent()
                && heads(fewKeys.get()).equals(heads(fewValues.get()));
        return Optional.of(isShared ? List.of(q, fewKeys.get(), fewValues.get()) : List.of(q, k, v));
    }

    private Optional<Extent> heads(Value value) {
        return around.facts(value).extent(1);
    }

    private double number(Value value) {
        return around.number(value).orElseThrow();
    }

    /// What is multiplied by numbers, which are taken into the scale.
    private Value unscaled(Value value) {
        Optional<Match> product = around.match(SCALED, value)
                .filter(found -> around.isSpread(
                        found.find("factor").or(() -> found.find("divisor")).orElseThrow(), found.get("x")));
        if (product.isEmpty()) {
            return value;
        }
        product.get().find("factor").ifPresent(factor -> scale *= number(factor));
        product.get().find("divisor").ifPresent(divisor -> scale /= number(divisor));
        return unscaled(product.get().get("x"));
    }

    /// What scores are multiplied by, after [#read].
    double scale() {
        return scale;
    }

    /// What makes the operands, after [#read].
    List<Step.Apply> steps() {
        return steps;
    }
}
