package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Rules of products, reductions, and of what moves a window over pictures.
final class ProductShapes {

    private ProductShapes() {}

    /// ONNX MatMul-1 to -13.
    static List<Facts> matMul(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .flatMap(left -> call.shape(1)
                        .filter(right -> left.size() > 1 && right.size() > 1)
                        .flatMap(right -> matMul(left, right, call)));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// What two operands of at least two axes give.
    static Optional<List<Extent>> matMul(List<Extent> left, List<Extent> right, ShapeCall call) {
        return ElementwiseShapes.broadcast(left.subList(0, left.size() - 2), right.subList(0, right.size() - 2), call)
                .map(batches -> {
                    List<Extent> result = new ArrayList<>(batches);
                    result.add(left.get(left.size() - 2));
                    result.add(right.getLast());
                    return result;
                });
    }

    /// ONNX Gemm-7 to -13.
    static List<Facts> gemm(ShapeCall call) {
        int row = call.integer("transA", 0) == 0 ? 0 : 1;
        int column = call.integer("transB", 0) == 0 ? 1 : 0;
        Optional<List<Extent>> shape = call.input(0)
                .extent(row)
                .flatMap(rows -> call.input(1).extent(column).map(columns -> List.of(rows, columns)));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// Rows of the first operand, each as long as those of the second: dev.rsparse SparseLowRankLinear.
    static List<Facts> linear(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .filter(rows -> !rows.isEmpty())
                .flatMap(rows -> call.input(1).extent(1).map(columns -> {
                    List<Extent> result = new ArrayList<>(rows);
                    result.set(rows.size() - 1, columns);
                    return result;
                }));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// ONNX Attention-23, -24 of four axes; of three when the result is as wide as the values of each head allow.
    static List<Facts> attention(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .filter(q -> q.size() == 4)
                .flatMap(q -> call.input(2).extent(3).map(width -> List.of(q.get(0), q.get(1), q.get(2), width)));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// ONNX Reduce…-1 to -18, whose axes are an attribute or the second input.
    static List<Facts> reduce(ShapeCall call) {
        boolean told = call.says("axes") || call.has(1);
        if (!told && call.integer("noop_with_empty_axes", 0) != 0) {
            return ElementwiseShapes.same(call);
        }
        return List.of(new Facts(
                call.type(0),
                call.shape(0)
                        .flatMap(all -> told
                                ? call.numbers("axes", 1).map(axes -> reduced(call, all, axes))
                                : Optional.of(reduced(call, all, new long[0]))),
                Optional.empty()));
    }

    /// No axes stand for all.
    private static List<Extent> reduced(ShapeCall call, List<Extent> all, long[] axes) {
        if (axes.length == 0 && call.integer("noop_with_empty_axes", 0) != 0) {
            return all;
        }
        Set<Integer> gone = new HashSet<>();
        for (long axis : axes) {
            ShapeCall.axis(axis, all.size()).ifPresent(gone::add);
        }
        boolean keeps = call.integer("keepdims", 1) != 0;
        List<Extent> result = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (axes.length > 0 && !gone.contains(i)) {
                result.add(all.get(i));
            } else if (keeps) {
                result.add(Extent.of(1));
            }
        }
        return result;
    }

    /// ONNX ArgMax and ArgMin-1 to -13.
    static List<Facts> index(ShapeCall call) {
        return List.of(new Facts(
                Optional.of(ElementType.I64),
                call.shape(0).map(all -> reduced(call, all, new long[] {call.integer("axis", 0)})),
                Optional.empty()));
    }

    /// ONNX Conv-1 to -22.
    static List<Facts> conv(ShapeCall call) {
        Optional<List<Extent>> shape = call.shape(0)
                .flatMap(all -> call.shape(1)
                        .filter(weight -> weight.size() == all.size() && all.size() > 2)
                        .map(weight -> window(call, all, weight.getFirst(), weight.subList(2, weight.size()))));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// ONNX MaxPool, AveragePool and LpPool, of all versions.
    static List<Facts> pool(ShapeCall call) {
        if (!(call.step().attributes().values().get("kernel_shape") instanceof long[] kernel)) {
            return List.of(new Facts(call.type(0), Optional.empty(), Optional.empty()));
        }
        List<Extent> taps = new ArrayList<>();
        for (long taken : kernel) {
            taps.add(Extent.of(taken));
        }
        Optional<List<Extent>> shape = call.shape(0)
                .filter(all -> all.size() == kernel.length + 2)
                .map(all -> window(call, all, all.get(1), taps));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    /// What a window makes of pictures `[N,C,…]`; spatial extents that symbols or `auto_pad` decide are new
    /// symbols.
    private static List<Extent> window(ShapeCall call, List<Extent> all, Extent channels, List<Extent> taps) {
        List<Extent> result = new ArrayList<>(List.of(all.getFirst(), channels));
        int axes = taps.size();
        boolean plain = !call.says("auto_pad")
                || call.step().attributes().values().get("auto_pad").equals("NOTSET");
        long[] pads = call.step().attributes().integers("pads", 2 * axes);
        for (int i = 0; i < axes; i++) {
            Extent in = all.get(2 + i);
            boolean known = plain && in.isFixed() && taps.get(i).isFixed() && call.integer("ceil_mode", 0) == 0;
            long reach = known ? at(call, "dilations", i) * (taps.get(i).number() - 1) + 1 : 0;
            long places = known
                    ? Math.floorDiv(in.number() + pads[i] + pads[axes + i] - reach, at(call, "strides", i)) + 1
                    : -1;
            result.add(places >= 0 ? Extent.of(places) : call.fresh().get());
        }
        return result;
    }

    private static long at(ShapeCall call, String attribute, int i) {
        return call.step().attributes().values().get(attribute) instanceof long[] numbers ? numbers[i] : 1;
    }

    /// One number for each channel of each picture (ONNX GlobalAveragePool-1 and others).
    static List<Facts> globalPool(ShapeCall call) {
        return List.of(new Facts(
                call.type(0),
                call.shape(0).map(all -> {
                    List<Extent> result = new ArrayList<>(all);
                    result.replaceAll(extent -> Extent.of(1));
                    result.set(0, all.get(0));
                    result.set(1, all.get(1));
                    return result;
                }),
                Optional.empty()));
    }
}
