package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// Rules of operators that work on each element alone, with broadcasting (ONNX multidirectional broadcasting).
final class ElementwiseShapes {

    private ElementwiseShapes() {}

    /// As the first input.
    static List<Facts> same(ShapeCall call) {
        return List.of(new Facts(call.type(0), call.shape(0), Optional.empty()));
    }

    /// As the first input, contents too.
    static List<Facts> identity(ShapeCall call) {
        return List.of(call.input(0));
    }

    /// The shape of the first input, of type BOOL.
    static List<Facts> test(ShapeCall call) {
        return List.of(new Facts(Optional.of(ElementType.BOOL), call.shape(0), Optional.empty()));
    }

    /// Broadcast over all inputs, of the type of the first.
    static List<Facts> broadcast(ShapeCall call) {
        return List.of(new Facts(call.type(0), shape(call, 0), Optional.empty()));
    }

    /// Broadcast over all inputs, of type BOOL.
    static List<Facts> comparison(ShapeCall call) {
        return List.of(new Facts(Optional.of(ElementType.BOOL), shape(call, 0), Optional.empty()));
    }

    /// A sum, difference or product, of which contents are known.
    static ShapeRule arithmetic(BinaryOperator<Extent> function) {
        return call -> List.of(broadcast(call)
                .getFirst()
                .containing(elements(call, 0, 1, (a, b) -> Optional.of(function.apply(a, b)))));
    }

    /// A quotient; one of whole numbers is cut towards zero.
    static List<Facts> quotient(ShapeCall call) {
        return List.of(broadcast(call).getFirst().containing(elements(call, 0, 1, ElementwiseShapes::divided)));
    }

    private static Optional<Extent> divided(Extent a, Extent b) {
        if (a.isFixed() && b.isFixed() && !b.is(0)) {
            return Optional.of(Extent.of(a.number() / b.number()));
        }
        return b.isFixed() && !b.is(0) ? a.dividedBy(b) : Optional.empty();
    }

    /// Whether elements are equal, where that does not depend on what symbols stand for.
    static List<Facts> equal(ShapeCall call) {
        return List.of(comparison(call).getFirst().containing(elements(call, 0, 1, ElementwiseShapes::equal)));
    }

    private static Optional<Extent> equal(Extent a, Extent b) {
        Extent difference = a.minus(b);
        if (difference.isFixed()) {
            return Optional.of(Extent.of(difference.is(0) ? 1 : 0));
        }
        boolean apart = isNegative(a) && b.isNeverNegative() || isNegative(b) && a.isNeverNegative();
        return apart ? Optional.of(Extent.of(0)) : Optional.empty();
    }

    private static boolean isNegative(Extent extent) {
        return extent.isFixed() && extent.number() < 0;
    }

    /// What a condition chooses.
    static List<Facts> where(ShapeCall call) {
        Optional<long[]> condition = call.input(0).numbers();
        Facts facts = new Facts(call.type(1), shape(call, 0), Optional.empty());
        Optional<Integer> count = count(facts);
        if (condition.isEmpty() || count.isEmpty()) {
            return List.of(facts);
        }
        List<Extent> chosen = new ArrayList<>();
        for (int i = 0; i < count.get(); i++) {
            long[] flags = condition.get();
            Optional<Extent> element = element(call.input(flags[i % flags.length] != 0 ? 1 : 2), i);
            if (element.isEmpty()) {
                return List.of(facts);
            }
            chosen.add(element.get());
        }
        return List.of(facts.containing(Optional.of(chosen)));
    }

    /// Number of elements of a scalar or a vector, if it is known.
    private static Optional<Integer> count(Facts facts) {
        return facts.shape()
                .filter(shape -> shape.size() <= 1)
                .map(Extent::product)
                .filter(Extent::isFixed)
                .map(extent -> (int) extent.number());
    }

    /// Element `i` of what is broadcast from a scalar or a vector.
    private static Optional<Extent> element(Facts facts, int i) {
        return facts.contents()
                .filter(all -> all.size() == 1 || i < all.size())
                .map(all -> all.get(all.size() == 1 ? 0 : i));
    }

    /// The same in another type.
    static List<Facts> cast(ShapeCall call) {
        return List.of(call.input(0).as(type(call.integer("to", 0))));
    }

    /// The type that has this number in ONNX.
    static Optional<ElementType> type(long number) {
        return OnnxType.of(Math.toIntExact(number)).flatMap(ElementTypes::of);
    }

    private interface Function {
        Optional<Extent> apply(Extent a, Extent b);
    }

    /// Results of a function of two scalars or vectors, where each of them is known.
    private static Optional<List<Extent>> elements(ShapeCall call, int left, int right, Function function) {
        Optional<List<Extent>> a = call.input(left).contents();
        Optional<List<Extent>> b = call.input(right).contents();
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        int count = a.get().isEmpty() || b.get().isEmpty()
                ? 0
                : Math.max(a.get().size(), b.get().size());
        List<Extent> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            Optional<Extent> result = element(call.input(left), index)
                    .flatMap(x -> element(call.input(right), index).flatMap(y -> function.apply(x, y)));
            if (result.isEmpty()) {
                return Optional.empty();
            }
            results.add(result.get());
        }
        return Optional.of(results);
    }

    /// The broadcast shape of inputs `from`, `from + 1`, …
    static Optional<List<Extent>> shape(ShapeCall call, int from) {
        Optional<List<Extent>> all = Optional.of(List.of());
        for (int i : IntStream.range(from, call.inputs().size()).toArray()) {
            if (call.has(i)) {
                Optional<List<Extent>> next = call.shape(i);
                all = all.flatMap(left -> next.flatMap(right -> broadcast(left, right, call)));
            }
        }
        return all;
    }

    /// The shape that both go to; nothing when they do not go together.
    static Optional<List<Extent>> broadcast(List<Extent> left, List<Extent> right, ShapeCall call) {
        List<Extent> result = new ArrayList<>();
        for (int i = 1; i <= Math.max(left.size(), right.size()); i++) {
            Extent a = i <= left.size() ? left.get(left.size() - i) : Extent.of(1);
            Extent b = i <= right.size() ? right.get(right.size() - i) : Extent.of(1);
            if (a.equals(b) || b.is(1)) {
                result.add(a);
            } else if (a.is(1) || b.isFixed()) {
                if (a.isFixed() && !a.is(1)) {
                    return Optional.empty();
                }
                result.add(b);
            } else {
                result.add(a.isFixed() ? a : symbols(a, b, call));
            }
        }
        Collections.reverse(result);
        return Optional.of(result);
    }

    /// Where one is so many times the other, the other is 1 if they are not the same: they go to the one.
    private static Extent symbols(Extent a, Extent b, ShapeCall call) {
        if (a.dividedBy(b).isPresent()) {
            return a;
        }
        return b.dividedBy(a).isPresent() ? b : call.fresh().get();
    }
}
