package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.begins;
import static dev.rsparse.compiler.onnx.recognise.Pattern.either;
import static dev.rsparse.compiler.onnx.recognise.Pattern.output;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.Optional;

/// Neighbouring numbers of each head, cut out by `Slice` or `Split` along the last axis.
final class HeadParts {

    /// Outputs that a `Split` may have.
    private static final int MOST = 3;

    private HeadParts() {}

    /// Some of the numbers of each head of a value.
    static Pattern part(String name, Pattern of) {
        return either(begins("Slice", of), output("Split", 0, of), output("Split", 1, of), output("Split", 2, of))
                .as(name);
    }

    /// Whether a part is numbers `from..to` of heads of `size`.
    static boolean isPart(Value part, long from, long to, long size, Surroundings around) {
        Step.Apply maker = around.maker(part).orElseThrow();
        return Surroundings.isCalled(maker, "Slice")
                ? isSlice(maker, from, to, size, around)
                : isSplit(maker, part, from, to, around);
    }

    /// Whether a value is numbers `from..to` of the heads `of`.
    static boolean isPartOf(Value value, Value of, long from, long to, long size, Surroundings around) {
        return around.match(part("part", any("of")), value)
                .filter(match -> match.get("of").equals(of) && isPart(value, from, to, size, around))
                .isPresent();
    }

    private static boolean isSlice(Step.Apply slice, long from, long to, long size, Surroundings around) {
        return SliceBounds.of(slice, around)
                .filter(bounds ->
                        around.isLastAxis(bounds.axis(), slice.inputs().getFirst()) && bounds.isPart(from, to, size))
                .isPresent();
    }

    private static boolean isSplit(Step.Apply split, Value part, long from, long to, Surroundings around) {
        long begin = 0;
        for (Value output : split.outputs().subList(0, split.outputs().indexOf(part))) {
            Optional<Long> width = width(output, around);
            if (width.isEmpty()) {
                return false;
            }
            begin += width.get();
        }
        return split.outputs().size() <= MOST
                && around.isLastAxis(
                        split.attributes().integer("axis", 0), split.inputs().getFirst())
                && begin == from
                && width(part, around).equals(Optional.of(to - from));
    }

    private static Optional<Long> width(Value part, Surroundings around) {
        return around.facts(part).extent(-1).filter(extent -> extent.isFixed()).map(extent -> extent.number());
    }
}
