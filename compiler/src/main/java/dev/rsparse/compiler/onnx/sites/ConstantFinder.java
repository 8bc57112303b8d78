package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// a value → the constant it is, seen through operators that only lay it out or store it otherwise; or why
/// it is none.
final class ConstantFinder {

    /// Operators between a tensor and its reader are followed this far.
    private static final int MAX_BEHIND = 64;

    /// What a value is.
    sealed interface Found {}

    record Is(Constant constant) implements Found {}

    /// @param reason completes "the weight …"
    record IsNot(String reason) implements Found {}

    /// Before this version of the format every initializer had to be an input too, and none could be overridden.
    private static final long INITIALIZERS_ARE_NO_INPUTS = 4;

    private final boolean inputsOverride;

    /// @param irVersion of the model
    ConstantFinder(long irVersion) {
        this.inputsOverride = irVersion >= INITIALIZERS_ARE_NO_INPUTS;
    }

    /// Whether an operator lays a constant out otherwise, and is not itself what reads it.
    static boolean isView(NodeProto node) {
        return Domains.normal(node.getDomain()).isEmpty()
                && switch (node.getOpType()) {
                    case "Identity", "Cast", "Transpose", "Reshape", "DequantizeLinear" -> true;
                    default -> false;
                };
    }

    /// The constant that an input of a node is.
    Optional<Constant> constant(Scope scope, String name) {
        return find(scope, name) instanceof Is(Constant constant) ? Optional.of(constant) : Optional.empty();
    }

    /// What an input of a node is.
    Found find(Scope scope, String name) {
        return find(scope, name, 0);
    }

    private Found find(Scope scope, String name, int depth) {
        Optional<Scope.Value> value = scope.resolve(name);
        if (value.isEmpty()) {
            return new IsNot("is left out by the call of the function around it");
        }
        Scope home = value.get().scope();
        String own = value.get().name();
        Optional<TensorProto> initializer = home.initializer(own);
        if (initializer.isPresent()) {
            return home.isInput(own) && inputsOverride
                    ? new IsNot("is the input \"" + own + "\", whose initializer a caller may override")
                    : new Is(Constant.of(value.get(), Site.Kind.INITIALIZER, initializer.get()));
        }
        if (home.isSparse(own)) {
            return new IsNot("is the sparse initializer \"" + own + "\"");
        }
        return home.giver(own)
                .map(node -> given(value.get(), node, depth))
                .orElseGet(() -> new IsNot("is the input \"" + own + "\""));
    }

    private Found given(Scope.Value value, NodeProto node, int depth) {
        Scope scope = value.scope();
        boolean standard = Domains.normal(node.getDomain()).isEmpty();
        if (standard && node.getOpType().equals("Constant")) {
            return stored(scope, node)
                    .<Found>map(tensor -> new Is(Constant.of(value, Site.Kind.CONSTANT_NODE, tensor)))
                    .orElseGet(() -> new IsNot("is no dense tensor in " + text(scope, node)));
        }
        if (!isView(node) || node.getInputCount() == 0) {
            return new IsNot("is computed by " + text(scope, node));
        }
        if (depth == MAX_BEHIND) {
            return new IsNot("stands behind more than " + MAX_BEHIND + " operators");
        }
        return switch (find(scope, node.getInput(0), depth + 1)) {
            case Is(Constant constant) -> through(scope, node, constant);
            case IsNot _ -> new IsNot("is computed by " + text(scope, node));
        };
    }

    private static String text(Scope scope, NodeProto node) {
        return Walk.text(scope, node);
    }

    private static Optional<TensorProto> stored(Scope scope, NodeProto node) {
        Optional<AttributeProto> value = scope.attribute(node, "value");
        if (value.isPresent()) {
            return value.filter(AttributeProto::hasT).map(AttributeProto::getT);
        }
        Optional<AttributeProto> floats =
                scope.attribute(node, "value_floats").or(() -> scope.attribute(node, "value_float"));
        if (floats.isPresent()) {
            return floats.map(list -> TensorProto.newBuilder()
                    .setDataType(OnnxType.F32.number())
                    .addAllDims(
                            list.getName().equals("value_floats") ? List.of((long) list.getFloatsCount()) : List.of())
                    .addAllFloatData(
                            list.getName().equals("value_floats") ? list.getFloatsList() : List.of(list.getF()))
                    .build());
        }
        return scope.attribute(node, "value_ints")
                .or(() -> scope.attribute(node, "value_int"))
                .map(list -> integers(list, list.getName().equals("value_int")));
    }

    private static TensorProto integers(AttributeProto list, boolean single) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(OnnxType.I64.number());
        return single
                ? tensor.addInt64Data(list.getI()).build()
                : tensor.addDims(list.getIntsCount())
                        .addAllInt64Data(list.getIntsList())
                        .build();
    }

    private Found through(Scope scope, NodeProto node, Constant constant) {
        String operator = node.getOpType();
        return switch (operator) {
            case "Identity" -> new Is(constant.through(scope, node, constant.type(), constant.dims()));
            case "Cast" ->
                new Is(constant.through(
                        scope, node, (int) scope.integer(node, "to", constant.type()), constant.dims()));
            case "Transpose" ->
                transposed(scope, node, constant)
                        .<Found>map(dims -> new Is(constant.through(scope, node, constant.type(), dims)))
                        .orElseGet(() -> new IsNot("is no " + constant.dims() + " for " + text(scope, node)));
            case "Reshape" ->
                reshaped(scope, node, constant)
                        .<Found>map(dims -> new Is(constant.through(scope, node, constant.type(), dims)))
                        .orElseGet(() -> new IsNot("stands behind a shape that is no constant: " + text(scope, node)));
            case "DequantizeLinear" -> dequantized(scope, node, constant);
            default -> throw new IllegalStateException(operator);
        };
    }

    private static Optional<List<Long>> transposed(Scope scope, NodeProto node, Constant constant) {
        int rank = constant.rank();
        List<Long> axes = scope.attribute(node, "perm")
                .map(AttributeProto::getIntsList)
                .orElseGet(() -> LongStream.range(0, rank)
                        .map(axis -> rank - 1 - axis)
                        .boxed()
                        .toList());
        boolean all = axes.size() == rank && LongStream.range(0, rank).allMatch(axis -> axes.contains(axis));
        return all
                ? Optional.of(axes.stream()
                        .map(axis -> constant.dims().get(Math.toIntExact(axis)))
                        .toList())
                : Optional.empty();
    }

    private static Optional<List<Long>> reshaped(Scope scope, NodeProto node, Constant constant) {
        Optional<List<Long>> asked = node.getInputCount() > 1
                ? numbers(scope, node.getInput(1))
                : scope.attribute(node, "shape").map(AttributeProto::getIntsList);
        boolean zeroIsZero = scope.integer(node, "allowzero", 0) != 0;
        return asked.flatMap(shape -> shape(shape, constant.dims(), zeroIsZero));
    }

    /// The shape that `Reshape` makes of `dims`: 0 keeps an extent, one -1 takes what is left.
    private static Optional<List<Long>> shape(List<Long> asked, List<Long> dims, boolean zeroIsZero) {
        List<Long> shape = new ArrayList<>();
        for (int axis = 0; axis < asked.size(); axis++) {
            boolean keeps = asked.get(axis) == 0 && !zeroIsZero;
            if (keeps && axis >= dims.size()) {
                return Optional.empty();
            }
            shape.add(keeps ? dims.get(axis) : asked.get(axis));
        }
        Optional<Long> all = OnnxType.count(dims);
        int open = shape.indexOf(-1L);
        if (open >= 0) {
            Optional<Long> others =
                    OnnxType.count(shape.stream().filter(extent -> extent != -1).toList());
            if (all.isEmpty() || others.isEmpty() || others.get() == 0) {
                return Optional.empty();
            }
            shape.set(open, all.get() / others.get());
        }
        return OnnxType.count(shape).equals(all) ? Optional.of(shape) : Optional.empty();
    }

    /// The integers of a tensor that lies in the model, behind nothing but copies.
    private static Optional<List<Long>> numbers(Scope scope, String name) {
        Optional<Scope.Value> value = scope.resolve(name);
        for (int step = 0; step < MAX_BEHIND && value.isPresent(); step++) {
            Scope home = value.get().scope();
            Optional<TensorProto> tensor = home.initializer(value.get().name());
            Optional<NodeProto> giver = home.giver(value.get().name());
            if (tensor.isPresent() || giver.isEmpty()) {
                return tensor.flatMap(Integers::of);
            }
            if (giver.get().getOpType().equals("Constant")) {
                return stored(home, giver.get()).flatMap(Integers::of);
            }
            value = giver.get().getOpType().equals("Identity") && giver.get().getInputCount() == 1
                    ? home.resolve(giver.get().getInput(0))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /// Scale and zero point must be constants too, else the weight is another one in every run.
    private Found dequantized(Scope scope, NodeProto node, Constant constant) {
        List<Found> others = Stream.of(1, 2)
                .filter(index -> index < node.getInputCount())
                .map(node::getInput)
                .filter(name -> !name.isEmpty())
                .map(name -> find(scope, name, MAX_BEHIND - 2))
                .toList();
        for (Found other : others) {
            if (other instanceof IsNot) {
                return new IsNot("has a scale or zero point that is no constant: " + text(scope, node));
            }
        }
        int type = !others.isEmpty() && others.getFirst() instanceof Is(Constant scale)
                ? scale.type()
                : OnnxType.F32.number();
        int asked = (int) scope.integer(node, "output_dtype", 0);
        return new Is(constant.through(scope, node, asked == 0 ? type : asked, constant.dims()));
    }
}
