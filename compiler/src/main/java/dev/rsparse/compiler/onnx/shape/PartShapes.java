package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Rules of operators that take parts of tensors, or put parts together: Gather, Slice, Split, Concat, embeddings.
final class PartShapes {

    private PartShapes() {}

    /// ONNX Gather-1, -11, -13.
    static List<Facts> gather(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .flatMap(all -> call.shape(1)
                        .flatMap(indices -> ShapeCall.axis(call.integer("axis", 0), all.size())
                                .map(axis -> {
                                    List<Extent> result = new ArrayList<>(all.subList(0, axis));
                                    result.addAll(indices);
                                    result.addAll(all.subList(axis + 1, all.size()));
                                    return result;
                                })));
        Facts facts = new Facts(call.type(0), shape, Optional.empty());
        boolean flat = shape.filter(all -> all.size() <= 1).isPresent();
        return List.of(
                flat
                        ? facts.containing(call.input(0)
                                .contents()
                                .flatMap(all -> call.input(1).numbers().flatMap(indices -> picked(all, indices))))
                        : facts);
    }

    private static Optional<List<Extent>> picked(List<Extent> all, long[] indices) {
        List<Extent> result = new ArrayList<>();
        for (long index : indices) {
            Optional<Integer> place = ShapeCall.axis(index, all.size());
            if (place.isEmpty()) {
                return Optional.empty();
            }
            result.add(all.get(place.get()));
        }
        return Optional.of(result);
    }

    /// com.microsoft EmbedLayerNormalization-1: for each of the ids a row as long as those of the words' table.
    static List<Facts> embed(ShapeCall call) {
        Optional<List<Extent>> ids = call.shape(0).filter(all -> all.size() == 2);
        Optional<List<Extent>> shape =
                ids.flatMap(all -> call.input(2).extent(1).map(width -> {
                    List<Extent> result = new ArrayList<>(all);
                    result.add(width);
                    return result;
                }));
        Facts rows = new Facts(call.type(2), shape, Optional.empty());
        Optional<List<Extent>> batches = ids.map(all -> List.of(all.getFirst()));
        return List.of(rows, new Facts(Optional.of(ElementType.I32), batches, Optional.empty()), rows);
    }

    /// As many as there are indices.
    static List<Facts> likeIndices(ShapeCall call) {
        return List.of(new Facts(call.type(0), call.shape(1), Optional.empty()));
    }

    /// ONNX GatherND-11 to -13.
    static List<Facts> gatherNd(ShapeCall call) {
        long batch = call.integer("batch_dims", 0);
        Optional<List<Extent>> shape = call.shape(0)
                .flatMap(all -> call.shape(1)
                        .filter(indices ->
                                !indices.isEmpty() && indices.getLast().isFixed())
                        .map(indices -> {
                            List<Extent> result = new ArrayList<>(indices.subList(0, indices.size() - 1));
                            long taken = batch + indices.getLast().number();
                            result.addAll(all.subList((int) Math.min(taken, all.size()), all.size()));
                            return result;
                        }));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// ONNX Concat-4 to -13.
    static List<Facts> concat(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0);
        Optional<Integer> axis = shape.flatMap(all -> ShapeCall.axis(call.integer("axis", 0), all.size()));
        Optional<List<Extent>> contents = Optional.of(List.of());
        for (int i = 0; i < call.inputs().size(); i++) {
            Facts next = call.input(i);
            contents = contents.flatMap(left -> next.contents().map(right -> joined(left, right)));
            if (i > 0) {
                shape = shape.flatMap(all -> next.shape()
                        .filter(other -> axis.isPresent() && other.size() == all.size())
                        .map(other -> longer(all, other, axis.get())));
            }
        }
        boolean flat = shape.filter(all -> all.size() == 1).isPresent();
        return List.of(new Facts(call.type(0), axis.isPresent() ? shape : Optional.empty(), Optional.empty())
                .containing(flat ? contents : Optional.empty()));
    }

    private static List<Extent> joined(List<Extent> left, List<Extent> right) {
        List<Extent> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
    }

    /// `all` with an axis as long as both; what symbols of one say the number of the other may tell better.
    private static List<Extent> longer(List<Extent> all, List<Extent> other, int axis) {
        List<Extent> result = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Extent extent = all.get(i);
            result.add(i == axis ? extent.plus(other.get(i)) : other.get(i).isFixed() ? other.get(i) : extent);
        }
        return result;
    }

    /// ONNX Slice-1 to -13.
    static List<Facts> slice(ShapeCall call) {
        Optional<List<Extent>> all = call.shape(0);
        Optional<long[]> axes = call.says("axes") || call.has(3) ? call.numbers("axes", 3) : all(all);
        Optional<long[]> starts = call.numbers("starts", 1);
        Optional<long[]> steps = call.has(4) ? call.input(4).numbers() : Optional.of(new long[0]);
        if (all.isEmpty() || axes.isEmpty()) {
            return List.of(new Facts(call.type(0), Optional.empty(), Optional.empty()));
        }
        List<Extent> result = new ArrayList<>(all.get());
        for (int i = 0; i < axes.get().length; i++) {
            Optional<Integer> axis = ShapeCall.axis(axes.get()[i], result.size());
            if (axis.isEmpty()) {
                return List.of(Facts.NONE);
            }
            Extent old = all.get().get(axis.get());
            int number = i;
            Optional<Extent> from =
                    starts.filter(found -> number < found.length).map(found -> Extent.of(found[number]));
            boolean byOne = steps.filter(found -> number >= found.length || found[number] == 1)
                    .isPresent();
            Optional<Extent> length = byOne
                    ? from.flatMap(first -> end(call, number).flatMap(end -> length(old, first, end)))
                    : Optional.empty();
            result.set(axis.get(), length.orElseGet(call.fresh()));
        }
        Facts facts = Facts.of(call.type(0), result);
        return List.of(result.size() == 1 ? facts.containing(contents(call, starts, result.getFirst())) : facts);
    }

    private static Optional<long[]> all(Optional<List<Extent>> shape) {
        return shape.map(all -> LongStream.range(0, all.size()).toArray());
    }

    private static Optional<Extent> end(ShapeCall call, int i) {
        if (call.step().attributes().values().get("ends") instanceof long[] ends) {
            return Optional.of(Extent.of(ends[i]));
        }
        return call.input(2).contents().filter(ends -> i < ends.size()).map(ends -> ends.get(i));
    }

    /// How many elements lie between two of an axis of extent `all`, where that does not depend on symbols.
    private static Optional<Extent> length(Extent all, Extent from, Extent to) {
        Optional<Extent> first = place(all, from);
        Optional<Extent> last = place(all, to);
        return first.flatMap(begin -> last.map(end -> end.minus(begin)).filter(Extent::isNeverNegative));
    }

    /// An index within `0..all`.
    private static Optional<Extent> place(Extent all, Extent index) {
        if (index.equals(all) || index.is(0)) {
            return Optional.of(index);
        }
        if (!index.isFixed()) {
            // Within, when what is left behind it is certain not to be negative.
            return all.minus(index).isNeverNegative() && index.isNeverNegative()
                    ? Optional.of(index)
                    : Optional.empty();
        }
        long number = index.number();
        if (all.isFixed()) {
            return Optional.of(Extent.of(Math.clamp(number < 0 ? number + all.number() : number, 0, all.number())));
        }
        return number >= Integer.MAX_VALUE ? Optional.of(all) : Optional.empty();
    }

    private static Optional<List<Extent>> contents(ShapeCall call, Optional<long[]> starts, Extent length) {
        Optional<List<Extent>> all = call.input(0).contents();
        if (all.isEmpty() || starts.isEmpty() || starts.get().length != 1 || !length.isFixed()) {
            return Optional.empty();
        }
        int size = all.get().size();
        long first = starts.get()[0];
        int from = Math.clamp(first < 0 ? first + size : first, 0, size);
        return Optional.of(all.get().subList(from, from + (int) length.number()));
    }

    /// ONNX Split-2 to -18.
    static List<Facts> split(ShapeCall call) {
        int parts = call.step().outputs().size();
        Optional<List<Extent>> all = call.shape(0);
        Optional<Integer> axis = all.flatMap(shape -> ShapeCall.axis(call.integer("axis", 0), shape.size()));
        Optional<long[]> sizes = call.numbers("split", 1);
        List<Facts> facts = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int part = i;
            facts.add(new Facts(
                    call.type(0),
                    axis.map(place -> {
                        List<Extent> shape = new ArrayList<>(all.get());
                        Optional<Extent> equal = call.has(1) || call.says("split")
                                ? Optional.empty()
                                : shape.get(place).dividedBy(Extent.of(parts));
                        shape.set(
                                place,
                                sizes.filter(found -> part < found.length)
                                        .map(found -> Extent.of(found[part]))
                                        .or(() -> equal)
                                        .orElseGet(call.fresh()));
                        return shape;
                    }),
                    Optional.empty()));
        }
        return facts;
    }
}
