package dev.rsparse.compiler.onnx.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rules of products and attention that ONNX Runtime adds. Keys and values that attention gives too are not among
/// them.
final class MicrosoftShapes {

    private MicrosoftShapes() {}

    /// com.microsoft FusedMatMul-1.
    static List<Facts> matMul(ShapeCall call) {
        boolean plain = call.integer("transBatchA", 0) == 0 && call.integer("transBatchB", 0) == 0;
        Optional<List<Extent>> shape = operand(call, 0, "transA")
                .filter(_ -> plain)
                .flatMap(left -> operand(call, 1, "transB").flatMap(right -> ProductShapes.matMul(left, right, call)));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }

    private static Optional<List<Extent>> operand(ShapeCall call, int input, String turned) {
        return call.shape(input).filter(all -> all.size() > 1).map(all -> {
            List<Extent> result = new ArrayList<>(all);
            if (call.integer(turned, 0) != 0) {
                result.add(result.remove(all.size() - 2));
            }
            return result;
        });
    }

    /// com.microsoft MatMulNBits-1.
    static List<Facts> matMulNBits(ShapeCall call) {
        return rows(call, call.shape(0), Optional.of(Extent.of(call.integer("N", 0))));
    }

    /// com.microsoft Attention-1, whose values are the last third unless an attribute says otherwise.
    static List<Facts> attention(ShapeCall call) {
        Optional<Extent> width =
                call.step().attributes().values().get("qkv_hidden_sizes") instanceof long[] sizes && sizes.length == 3
                        ? Optional.of(Extent.of(sizes[2]))
                        : call.input(1).extent(1).flatMap(all -> share(all, 1, 3));
        return rows(call, call.shape(0).filter(x -> x.size() == 3), width);
    }

    /// com.microsoft MultiHeadAttention-1: as wide as values, which are packed with keys, or with queries too, or
    /// have heads of their own.
    static List<Facts> multiHeadAttention(ShapeCall call) {
        Optional<List<Extent>> q = call.shape(0);
        Optional<List<Extent>> v = call.has(2) ? call.shape(2) : q;
        Optional<Extent> width = v.flatMap(all -> switch (all.size()) {
            case 3 -> Optional.of(all.get(2));
            case 4 -> Optional.of(all.get(1).times(all.get(3)));
            case 5 -> Optional.of(all.get(2).times(all.get(4)));
            default -> Optional.empty();
        });
        return rows(call, q.filter(all -> all.size() > 2).map(all -> all.subList(0, 3)), width);
    }

    /// com.microsoft GroupQueryAttention-1: as wide as queries, behind which keys and values may be packed.
    static List<Facts> groupQueryAttention(ShapeCall call) {
        long heads = call.integer("num_heads", 0);
        long all = heads + 2 * call.integer("kv_num_heads", 0);
        Optional<List<Extent>> q = call.shape(0).filter(x -> x.size() == 3);
        return rows(call, q, q.flatMap(x -> call.has(1) ? Optional.of(x.get(2)) : share(x.get(2), heads, all)));
    }

    /// So many parts of a width, if it has them.
    private static Optional<Extent> share(Extent width, long parts, long all) {
        boolean divides = width.isFixed() && all > 0 && width.number() % all == 0;
        return divides ? Optional.of(Extent.of(width.number() / all * parts)) : Optional.empty();
    }

    /// Rows of another width.
    private static List<Facts> rows(ShapeCall call, Optional<List<Extent>> like, Optional<Extent> width) {
        Optional<List<Extent>> shape = like.filter(x -> !x.isEmpty())
                .flatMap(x -> width.map(last -> {
                    List<Extent> result = new ArrayList<>(x);
                    result.set(x.size() - 1, last);
                    return result;
                }));
        return List.of(new Facts(call.type(0), shape, Optional.empty()));
    }
}
