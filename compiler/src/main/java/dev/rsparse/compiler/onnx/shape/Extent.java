package dev.rsparse.compiler.onnx.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An extent, or a number that extents are computed from: a sum of products of symbols, each of which stands for a
/// number that is known at run time and never negative.
///
/// Two are equal when they are the same for all values of the symbols.
///
/// @param terms factor of each product of symbols, none of them 0; the symbols of a product are sorted, and the
///     empty product is 1
public record Extent(SortedMap<List<String>, Long> terms) {

    private static final Comparator<List<String>> ORDER =
            Comparator.<List<String>>comparingInt(List::size).thenComparing(product -> String.join("\0", product));

    public Extent {
        SortedMap<List<String>, Long> kept = new TreeMap<>(ORDER);
        terms.forEach((product, factor) -> {
            if (factor != 0) {
                kept.put(product, factor);
            }
        });
        terms = Collections.unmodifiableSortedMap(kept);
    }

    /// A number.
    public static Extent of(long number) {
        return term(List.of(), number);
    }

    /// A number that is known at run time.
    public static Extent symbol(String name) {
        return term(List.of(name), 1);
    }

    private static Extent term(List<String> product, long factor) {
        SortedMap<List<String>, Long> terms = new TreeMap<>(ORDER);
        terms.put(product, factor);
        return new Extent(terms);
    }

    /// The product of extents.
    public static Extent product(List<Extent> extents) {
        return extents.stream().reduce(of(1), Extent::times);
    }

    /// Whether it is the same whatever the symbols stand for.
    public boolean isFixed() {
        return terms.isEmpty() || terms.size() == 1 && terms.firstKey().isEmpty();
    }

    /// The number that it is.
    ///
    /// @throws IllegalStateException when symbols decide
    public long number() {
        if (!isFixed()) {
            throw new IllegalStateException(this + " is no number");
        }
        return terms.isEmpty() ? 0 : terms.get(terms.firstKey());
    }

    /// Whether it is this number, whatever the symbols stand for.
    public boolean is(long number) {
        return isFixed() && number() == number;
    }

    /// Whether it is certain not to be below 0.
    public boolean isNeverNegative() {
        return terms.values().stream().allMatch(factor -> factor > 0);
    }

    public Extent plus(Extent other) {
        SortedMap<List<String>, Long> sum = new TreeMap<>(terms);
        other.terms.forEach((product, factor) -> sum.merge(product, factor, Math::addExact));
        return new Extent(sum);
    }

    public Extent minus(Extent other) {
        return plus(other.times(of(-1)));
    }

    public Extent times(Extent other) {
        SortedMap<List<String>, Long> all = new TreeMap<>(ORDER);
        terms.forEach((left, a) -> other.terms.forEach((right, b) -> {
            List<String> both = new ArrayList<>(left);
            both.addAll(right);
            Collections.sort(both);
            all.merge(List.copyOf(both), Math.multiplyExact(a, b), Math::addExact);
        }));
        return new Extent(all);
    }

    /// The quotient, where there is one without remainder for all values of the symbols but those that make `other`
    /// 0.
    public Optional<Extent> dividedBy(Extent other) {
        if (other.terms.size() != 1) {
            return equals(other) && !terms.isEmpty() ? Optional.of(of(1)) : Optional.empty();
        }
        Map.Entry<List<String>, Long> divisor =
                other.terms.entrySet().iterator().next();
        SortedMap<List<String>, Long> quotient = new TreeMap<>(ORDER);
        for (Map.Entry<List<String>, Long> term : terms.entrySet()) {
            List<String> rest = new ArrayList<>(term.getKey());
            boolean divides = term.getValue() % divisor.getValue() == 0;
            for (String symbol : divisor.getKey()) {
                divides &= rest.remove(symbol);
            }
            if (!divides) {
                return Optional.empty();
            }
            quotient.put(rest, term.getValue() / divisor.getValue());
        }
        return Optional.of(new Extent(quotient));
    }

    @Override
    public String toString() {
        return terms.isEmpty()
                ? "0"
                : terms.entrySet().stream()
                        .map(term -> term.getKey().isEmpty()
                                ? term.getValue().toString()
                                : (term.getValue() == 1 ? "" : term.getValue() + "*") + String.join("*", term.getKey()))
                        .collect(Collectors.joining(" + "));
    }
}
