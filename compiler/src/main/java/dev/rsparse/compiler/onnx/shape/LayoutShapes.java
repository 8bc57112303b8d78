package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Rules of operators that lay elements out in another way: Shape, Reshape, Transpose, Expand and their kind.
final class LayoutShapes {

    private static final Optional<ElementType> I64 = Optional.of(ElementType.I64);

    private LayoutShapes() {}

    /// ONNX Shape-1 to -25.
    static List<Facts> shapeOf(ShapeCall call) {
        Optional<List<Extent>> all = call.shape(0);
        if (all.isEmpty()) {
            return List.of(new Facts(I64, Optional.empty(), Optional.empty()));
        }
        int rank = all.get().size();
        int from = clamp(call.integer("start", 0), rank);
        int to = clamp(call.integer("end", rank), rank);
        return List.of(Facts.vector(I64, all.get().subList(from, Math.max(from, to))));
    }

    private static int clamp(long index, int length) {
        return Math.clamp(index < 0 ? index + length : index, 0, length);
    }

    /// ONNX Size-1 to -25.
    static List<Facts> size(ShapeCall call) {
        return List.of(
                call.shape(0).map(all -> Facts.scalar(I64, Extent.product(all))).orElse(Facts.of(I64, List.of())));
    }

    /// ONNX Reshape-5 to -25.
    static List<Facts> reshape(ShapeCall call) {
        Optional<List<Extent>> target = call.input(1).contents();
        Optional<List<Extent>> shape = target.isPresent()
                ? target.flatMap(wanted -> reshaped(call, wanted))
                : call.input(1).extent(0).filter(Extent::isFixed).map(rank -> unknown(call, rank.number()));
        Facts facts = new Facts(call.type(0), shape, Optional.empty());
        boolean flat = shape.filter(all -> all.size() <= 1).isPresent();
        return List.of(flat ? facts.containing(call.input(0).contents()) : facts);
    }

    private static Optional<List<Extent>> reshaped(ShapeCall call, List<Extent> wanted) {
        boolean copies = call.integer("allowzero", 0) == 0;
        List<Extent> result = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < wanted.size(); i++) {
            Extent extent = wanted.get(i);
            if (extent.is(-1)) {
                open = i;
            }
            result.add(extent.is(0) && copies ? call.input(0).extent(i).orElseGet(call.fresh()) : extent);
        }
        if (open >= 0) {
            List<Extent> others = new ArrayList<>(result);
            others.remove(open);
            result.set(
                    open,
                    call.shape(0)
                            .flatMap(all -> Extent.product(all).dividedBy(Extent.product(others)))
                            .orElseGet(call.fresh()));
        }
        return Optional.of(result);
    }

    private static List<Extent> unknown(ShapeCall call, long rank) {
        return Stream.generate(call.fresh()).limit(rank).toList();
    }

    /// ONNX Flatten-1 to -25.
    static List<Facts> flatten(ShapeCall call) {
        return List.of(new Facts(
                call.type(0),
                call.shape(0).map(all -> {
                    int axis = clamp(call.integer("axis", 1), all.size());
                    return List.of(Extent.product(all.subList(0, axis)), Extent.product(all.subList(axis, all.size())));
                }),
                Optional.empty()));
    }

    /// ONNX Transpose-1 to -25.
    static List<Facts> transpose(ShapeCall call) {
        Object permutation = call.step().attributes().values().get("perm");
        return List.of(new Facts(
                call.type(0),
                call.shape(0)
                        .map(all -> permutation instanceof long[] perm && perm.length == all.size()
                                ? IntStream.range(0, perm.length)
                                        .mapToObj(i -> all.get((int) perm[i]))
                                        .toList()
                                : all.reversed()),
                Optional.empty()));
    }

    /// ONNX Unsqueeze-1 to -25.
    static List<Facts> unsqueeze(ShapeCall call) {
        Optional<long[]> axes = call.numbers("axes", 1);
        Optional<List<Extent>> shape = axes.flatMap(added -> call.shape(0).map(all -> {
            int rank = all.size() + added.length;
            List<Integer> places = new ArrayList<>();
            for (long axis : added) {
                places.add((int) (axis < 0 ? axis + rank : axis));
            }
            List<Extent> result = new ArrayList<>(all);
            Collections.sort(places);
            places.forEach(place -> result.add(Math.min(place, result.size()), Extent.of(1)));
            return result;
        }));
        return List.of(flat(call, shape));
    }

    /// ONNX Squeeze-1 to -25.
    static List<Facts> squeeze(ShapeCall call) {
        boolean told = call.says("axes") || call.has(1);
        Optional<long[]> axes = call.numbers("axes", 1);
        Optional<List<Extent>> shape = call.shape(0).flatMap(all -> squeezed(all, told, axes));
        return List.of(flat(call, shape));
    }

    private static Optional<List<Extent>> squeezed(List<Extent> all, boolean told, Optional<long[]> axes) {
        if (!told) {
            // Which extents are 1 is known when all are numbers.
            return all.stream().allMatch(Extent::isFixed)
                    ? Optional.of(all.stream().filter(extent -> !extent.is(1)).toList())
                    : Optional.empty();
        }
        return axes.map(removed -> {
            List<Extent> result = new ArrayList<>(all);
            for (long axis : removed) {
                result.set((int) (axis < 0 ? axis + all.size() : axis), null);
            }
            result.removeIf(extent -> extent == null);
            return result;
        });
    }

    /// What keeps the order of elements, and with it contents of scalars and vectors.
    private static Facts flat(ShapeCall call, Optional<List<Extent>> shape) {
        Facts facts = new Facts(call.type(0), shape, Optional.empty());
        return shape.filter(all -> all.size() <= 1).isPresent()
                ? facts.containing(call.input(0).contents())
                : facts;
    }

    /// ONNX Expand-8, -13.
    static List<Facts> expand(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .flatMap(all ->
                        call.input(1).contents().flatMap(wanted -> ElementwiseShapes.broadcast(all, wanted, call)));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// ONNX ConstantOfShape-9 to -25.
    static List<Facts> constantOfShape(ShapeCall call) {
        Object value = call.step().attributes().values().get("value");
        Optional<ElementType> type = Optional.of(value instanceof Tensor tensor ? tensor.type() : ElementType.F32);
        Facts facts = new Facts(type, call.input(0).contents(), Optional.empty());
        boolean counts = value instanceof Tensor && type.equals(I64);
        Optional<Extent> length = facts.shape()
                .filter(all -> all.size() <= 1)
                .map(Extent::product)
                .filter(Extent::isFixed)
                .filter(extent -> extent.number() <= Facts.MOST_CONTENTS);
        return List.of(
                counts && length.isPresent()
                        ? facts.containing(Optional.of(Collections.nCopies(
                                (int) length.get().number(), Extent.of(((Tensor) value).integer(0)))))
                        : facts);
    }

    /// ONNX Range-11, -27.
    static List<Facts> range(ShapeCall call) {
        Optional<List<Extent>> start = call.input(0).contents();
        Optional<List<Extent>> limit = call.input(1).contents();
        boolean byOne = call.input(2)
                .numbers()
                .filter(step -> step.length == 1 && step[0] == 1)
                .isPresent();
        Extent length = byOne && start.isPresent() && limit.isPresent()
                ? limit.get().getFirst().minus(start.get().getFirst())
                : call.fresh().get();
        return List.of(Facts.of(
                call.type(0),
                List.of(length.isNeverNegative() ? length : call.fresh().get())));
    }

    /// ONNX Tile-6, -13.
    static List<Facts> tile(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .flatMap(all -> call.input(1)
                        .contents()
                        .filter(times -> times.size() == all.size())
                        .map(times -> IntStream.range(0, all.size())
                                .mapToObj(i -> all.get(i).times(times.get(i)))
                                .toList()));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }
}
