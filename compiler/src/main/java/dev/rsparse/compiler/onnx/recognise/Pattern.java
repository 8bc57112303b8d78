package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a value is made of. A pattern that stands in two places stands for the same spelling of the same values,
/// computed once or twice.
@FunctionalInterface
interface Pattern {

    /// Operators whose two operands may change places.
    Set<String> COMMUTATIVE = Set.of("Add", "Mul");

    /// All ways in which it fits a value, beginning with what is known from elsewhere in the pattern.
    Stream<Match> match(Value value, Match known, Surroundings around);

    /// Anything, but the same thing wherever the name stands.
    static Pattern any(String name) {
        return (value, known, _) -> known.with(name, value).stream();
    }

    /// A constant of one element.
    static Pattern scalar(String name) {
        return (value, known, around) ->
                around.number(value).isPresent() ? known.with(name, value).stream() : Stream.empty();
    }

    /// A constant of one element that is this number, in a spelling of values that have axes.
    static Pattern number(double number) {
        return (value, known, around) ->
                around.is(value, number) && around.rank(value).orElseThrow() <= 1 ? Stream.of(known) : Stream.empty();
    }

    /// The first output of an operator of ONNX with these operands and no others.
    static Pattern op(String operator, Pattern... operands) {
        return (value, known, around) ->
                around.maker(value, operator).filter(step -> step.inputs().size() == operands.length).stream()
                        .flatMap(step -> operands(step, known, around, operands));
    }

    /// The first output of an operator of ONNX that begins with these operands.
    static Pattern begins(String operator, Pattern... operands) {
        return (value, known, around) ->
                around.maker(value, operator).filter(step -> step.inputs().size() >= operands.length).stream()
                        .flatMap(step -> operands(step, known, around, operands));
    }

    /// Another output of an operator of ONNX that begins with this operand.
    static Pattern output(String operator, int index, Pattern operand) {
        return (value, known, around) -> around
                .maker(value)
                .filter(step ->
                        Surroundings.isCalled(step, operator) && step.outputs().indexOf(value) == index)
                .stream()
                .flatMap(step -> operands(step, known, around, operand));
    }

    /// A pattern whose steps may have other readers: they stay as long as anybody reads them.
    static Pattern shared(Pattern pattern) {
        return (value, known, around) ->
                pattern.match(value, known, around).map(match -> new Match(match.values(), known.steps()));
    }

    private static Stream<Match> operands(Step.Apply step, Match known, Surroundings around, Pattern... operands) {
        Stream<Match> matches = all(step.inputs(), known.with(step), around, operands);
        return operands.length == 2 && COMMUTATIVE.contains(step.operator().name())
                ? Stream.concat(matches, all(step.inputs().reversed(), known.with(step), around, operands))
                : matches;
    }

    private static Stream<Match> all(List<Value> values, Match known, Surroundings around, Pattern... patterns) {
        Stream<Match> matches = Stream.of(known);
        for (int i = 0; i < patterns.length; i++) {
            Pattern pattern = patterns[i];
            Value value = values.get(i);
            matches = matches.flatMap(match -> pattern.match(value, match, around));
        }
        return matches;
    }

    /// One of several spellings.
    static Pattern either(Pattern... spellings) {
        return (value, known, around) ->
                Arrays.stream(spellings).flatMap(spelling -> spelling.match(value, known, around));
    }

    /// A product of factors, multiplied in any order.
    static Pattern product(Pattern... factors) {
        if (factors.length == 1) {
            return factors[0];
        }
        // The first factor stays on the left: which side a factor is on does not matter.
        return either(IntStream.range(0, (1 << (factors.length - 1)) - 1)
                .mapToObj(chosen -> {
                    List<Pattern> left = new ArrayList<>(List.of(factors[0]));
                    List<Pattern> right = new ArrayList<>();
                    for (int i = 1; i < factors.length; i++) {
                        ((chosen >> (i - 1) & 1) != 0 ? left : right).add(factors[i]);
                    }
                    return op("Mul", product(left.toArray(Pattern[]::new)), product(right.toArray(Pattern[]::new)));
                })
                .toArray(Pattern[]::new));
    }

    /// The same, with a name for the value.
    default Pattern as(String name) {
        return (value, known, around) -> match(value, known, around).flatMap(match -> match.with(name, value).stream());
    }
}
