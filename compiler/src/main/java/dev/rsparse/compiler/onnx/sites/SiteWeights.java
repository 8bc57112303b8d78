package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/// The weights of a model's sites, read from where they are stored.
public final class SiteWeights {

    private final ConstantFinder constants;
    private final Map<String, Constant> weights;
    private final ExternalData data;

    /// @param file a model that is sound
    /// @param data what lies in other files; must stay open as long as weights are read
    public SiteWeights(OnnxFile file, ExternalData data) {
        SiteFinder finder = new SiteFinder(file.model());
        this.constants = finder.constants();
        this.weights = finder.weights();
        this.data = data;
    }

    /// The weight of a site of this model; nothing when its elements are stored in a type that is not decoded.
    public Optional<SiteWeight> of(Site site) {
        Constant constant = weights.get(site.node());
        return numbers(constant)
                .map(numbers ->
                        new SiteWeight(site, OnnxType.of(constant.type()).orElseThrow(), numbers));
    }

    private Optional<Numbers> numbers(Constant constant) {
        Optional<Numbers> numbers = Numbers.stored(constant.tensor(), data);
        List<Long> dims = constant.tensor().getDimsList();
        for (Constant.View view : constant.views()) {
            List<Long> given = dims;
            numbers = numbers.flatMap(inner -> through(view, inner, given));
            dims = view.dims();
        }
        return numbers;
    }

    private Optional<Numbers> through(Constant.View view, Numbers inner, List<Long> dims) {
        return switch (view.operator()) {
            case "Cast" -> OnnxType.of(view.type()).filter(OnnxType::isFloat).map(inner::as);
            case "Transpose" -> Optional.of(transposed(view, inner, dims));
            case "DequantizeLinear" -> dequantized(view, inner, dims);
            default -> Optional.of(inner);
        };
    }

    private static Numbers transposed(Constant.View view, Numbers inner, List<Long> dims) {
        Optional<AttributeProto> perm = view.scope().attribute(view.node(), "perm");
        int rank = dims.size();
        long[] strides = new long[rank];
        long[] extents = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            int from = axis;
            int source = perm.map(found -> (int) found.getInts(from)).orElse(rank - 1 - axis);
            strides[axis] = stride(dims, source);
            extents[axis] = dims.get(source);
        }
        return index -> {
            long rest = index;
            long at = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                at += rest % extents[axis] * strides[axis];
                rest /= extents[axis];
            }
            return inner.get(at);
        };
    }

    private static long stride(List<Long> dims, int axis) {
        long stride = 1;
        for (int i = axis + 1; i < dims.size(); i++) {
            stride *= dims.get(i);
        }
        return stride;
    }

    /// `(q - zero point) * scale`, with one scale for all, for each place of an axis, or for each block
    /// along it.
    private Optional<Numbers> dequantized(Constant.View view, Numbers inner, List<Long> dims) {
        NodeProto node = view.node();
        Optional<Constant> scale = input(view, 1);
        Optional<Numbers> scales = scale.flatMap(this::numbers);
        Optional<Numbers> zeros = input(view, 2).map(this::numbers).orElseGet(() -> Optional.of(_ -> 0));
        Optional<OnnxType> type = OnnxType.of(view.type()).filter(OnnxType::isFloat);
        if (scales.isEmpty() || zeros.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        List<Long> shape = scale.get().dims();
        long asked = view.scope().integer(node, "axis", 1);
        int axis = (int) (asked < 0 ? asked + dims.size() : asked);
        long block = Math.max(1, view.scope().integer(node, "block_size", 0));
        boolean one = OnnxType.count(shape).orElse(0L) == 1;
        if (!one && (axis >= dims.size() || shape.size() != 1 && shape.size() != dims.size())) {
            return Optional.empty();
        }
        LongUnaryOperator places = one ? _ -> 0 : places(dims, shape, axis, block);
        Numbers values = index -> {
            long place = places.applyAsLong(index);
            return (inner.get(index) - zeros.get().get(place)) * scales.get().get(place);
        };
        return Optional.of(values.as(type.get()));
    }

    /// Which scale the element at an index has.
    private static LongUnaryOperator places(List<Long> dims, List<Long> shape, int axis, long block) {
        long inner = stride(dims, axis);
        long extent = dims.get(axis);
        if (shape.size() == 1) {
            return index -> index / inner % extent;
        }
        long blocks = shape.get(axis);
        return index -> (index / inner / extent * blocks + index / inner % extent / block) * inner + index % inner;
    }

    private Optional<Constant> input(Constant.View view, int index) {
        return index < view.node().getInputCount()
                ? constants.constant(view.scope(), view.node().getInput(index))
                : Optional.empty();
    }
}
