package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.lift.Laid.Layout;
import dev.rsparse.runtime.io.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Operators that lay rows out in another way, cut them in parts, or put them behind a cache.
final class LayoutRules {

    private static final Optional<String> DONE = Optional.empty();

    /// What the language calls the numbers of a type that is narrower than 32 bits of a float, or other.
    private static final Map<ElementType, String> ROUNDINGS =
            Map.of(ElementType.BF16, "bf16", ElementType.F16, "f16", ElementType.I32, "i32");

    private LayoutRules() {}

    /// What keeps the order of elements.
    static Optional<String> reshape(Step.Apply step, Lifting lifting) {
        Value x = step.inputs().getFirst();
        Value y = step.outputs().getFirst();
        if (lifting.isIds(x)) {
            if (!lifting.isOfTokens(y)) {
                return Optional.of("the tokens are laid out so that not each of them is one element");
            }
            lifting.setIds(y);
            return DONE;
        }
        Optional<Laid> rows = lifting.laid(x);
        if (rows.isEmpty()
                || rows.get().layout() == Layout.HEADS_FIRST && rows.get().heads() > 1) {
            return Optional.of("heads that stand before tokens are laid out in another way");
        }
        Optional<Laid> result = lifting.inOrder(rows.get().row(), rows.get().width(), y);
        result.ifPresent(found -> lifting.put(y, found));
        return result.isPresent() ? DONE : Optional.of("rows are laid out so that they are no rows of tokens");
    }

    /// What gives what it is given.
    static Optional<String> same(Step.Apply step, Lifting lifting) {
        Value x = step.inputs().getFirst();
        Value y = step.outputs().getFirst();
        if (lifting.isIds(x)) {
            lifting.setIds(y);
        } else {
            lifting.laid(x).ifPresent(rows -> lifting.put(y, rows));
        }
        return DONE;
    }

    /// Tokens of another type, rows of the same, or rows that are rounded to another type and are numbers again.
    static Optional<String> cast(Step.Apply step, Lifting lifting) {
        Value x = step.inputs().getFirst();
        Value y = step.outputs().getFirst();
        Optional<ElementType> from = lifting.facts(x).type();
        Optional<ElementType> to = lifting.facts(y).type();
        Optional<Laid> rounded = lifting.rounded(x).filter(_ -> to.equals(Optional.of(ElementType.F32)));
        if (rounded.isPresent()) {
            lifting.put(y, rounded.get());
            return DONE;
        }
        Optional<Laid> rows = lifting.laid(x).filter(_ -> from.equals(Optional.of(ElementType.F32)));
        Optional<String> rounding = to.map(ROUNDINGS::get);
        if (rows.isPresent() && rounding.isPresent()) {
            Operand row = rows.get().row();
            lifting.putRounded(y, rows.get().with(lifting.add(new LayerOperation(rounding.get(), row))));
            return DONE;
        }
        return lifting.isIds(x) || from.isPresent() && from.equals(to)
                ? same(step, lifting)
                : Optional.of("rows are cast to another type");
    }

    /// Heads and tokens change places.
    static Optional<String> transpose(Step.Apply step, Lifting lifting) {
        Optional<Laid> rows = heads(step.inputs().getFirst(), lifting);
        boolean swaps = step.attributes().values().get("perm") instanceof long[] perm
                && Arrays.equals(perm, new long[] {0, 2, 1, 3});
        if (!swaps || rows.isEmpty()) {
            return Optional.of("axes change places that are not tokens and heads");
        }
        Laid from = rows.get();
        Layout other = from.layout() == Layout.HEADS_LAST ? Layout.HEADS_FIRST : Layout.HEADS_LAST;
        lifting.put(step.outputs().getFirst(), new Laid(from.row(), from.width(), other, from.heads()));
        return DONE;
    }

    /// Heads that have an axis of their own; a single one is whole rows, too.
    private static Optional<Laid> heads(Value value, Lifting lifting) {
        boolean isSingle = lifting.facts(value).rank().equals(Optional.of(4))
                && lifting.facts(value)
                        .extent(-2)
                        .filter(extent -> extent.is(1))
                        .isPresent();
        return lifting.laid(value)
                .map(rows ->
                        rows.isRows() && isSingle ? new Laid(rows.row(), rows.width(), Layout.HEADS_LAST, 1) : rows)
                .filter(rows -> !rows.isRows());
    }

    /// Neighbouring parts of rows.
    static Optional<String> split(Step.Apply step, Lifting lifting) {
        Optional<Laid> rows = lifting.rows(step.inputs().getFirst());
        if (rows.isEmpty()) {
            return Optional.of("heads are split");
        }
        int from = 0;
        for (Value part : step.outputs()) {
            Optional<Integer> width = width(part, lifting);
            if (width.isEmpty()) {
                return Optional.of("it is not known how wide the parts are");
            }
            part(rows.get(), from, width.get(), part, lifting);
            from += width.get();
        }
        return from == rows.get().width() ? DONE : Optional.of("tokens are split");
    }

    private static Optional<Integer> width(Value part, Lifting lifting) {
        return lifting.facts(part)
                .extent(-1)
                .filter(extent -> extent.isFixed())
                .map(extent -> Math.toIntExact(extent.number()));
    }

    private static void part(Laid rows, int from, int width, Value part, Lifting lifting) {
        LayerOperation operation = lifting.maker(rows)
                .flatMap(maker -> maker.part(from, width))
                .orElseGet(() -> new LayerOperation(
                        "slice", List.of(rows.row()), List.of("start = " + from, "end = " + (from + width))));
        lifting.put(part, operation, width);
    }

    /// A part of each row.
    static Optional<String> slice(Step.Apply step, Lifting lifting) {
        Optional<Laid> rows = lifting.rows(step.inputs().getFirst());
        Optional<long[]> from = numbers(step, 1, lifting);
        Optional<long[]> axes = numbers(step, 3, lifting);
        Optional<Integer> width = width(step.outputs().getFirst(), lifting);
        boolean byOne = step.inputs().size() < 5
                || numbers(step, 4, lifting).filter(by -> by[0] == 1).isPresent();
        int last = lifting.facts(step.inputs().getFirst()).rank().orElse(0) - 1;
        boolean isPart = rows.isPresent()
                && from.filter(first -> first.length == 1).isPresent()
                && axes.filter(axis -> axis[0] == -1 || axis[0] == last).isPresent()
                && width.isPresent()
                && byOne;
        if (!isPart) {
            return Optional.of("some tokens are taken alone, or parts of heads");
        }
        long first = from.get()[0] < 0 ? from.get()[0] + rows.get().width() : from.get()[0];
        part(rows.get(), Math.toIntExact(first), width.get(), step.outputs().getFirst(), lifting);
        return DONE;
    }

    private static Optional<long[]> numbers(Step.Apply step, int input, Lifting lifting) {
        return input < step.inputs().size()
                ? lifting.facts(step.inputs().get(input)).numbers()
                : Optional.empty();
    }

    /// Keys or values behind those of a cache.
    static Optional<String> concat(Step.Apply step, Lifting lifting) {
        boolean behind = step.inputs().size() == 2
                && lifting.isCache(step.inputs().getFirst())
                && List.of(2L, -2L).contains(step.attributes().integer("axis", 0));
        Optional<Laid> rows =
                lifting.laid(step.inputs().getLast()).filter(found -> found.layout() == Layout.HEADS_FIRST);
        if (!behind || rows.isEmpty()) {
            return Optional.of("rows are put together with others");
        }
        lifting.setCache(step.outputs().getFirst());
        lifting.put(step.outputs().getFirst(), rows.get());
        return DONE;
    }
}
