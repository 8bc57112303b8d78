package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An input that a model declares.
///
/// @param extents outermost first; empty where the model does not say how many axes there are
/// @param isRequired whether a caller must give it: one with an initializer of the same name has a default
public record ModelInput(String name, OnnxType type, Optional<List<Extent>> extents, boolean isRequired) {

    /// How long an axis is.
    sealed interface Extent {}

    record Fixed(long size) implements Extent {
        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /// @param name axes of one name are equally long in one run; empty for an axis of any length
    record Symbolic(String name) implements Extent {
        @Override
        public String toString() {
            return name.isEmpty() ? "?" : name;
        }
    }

    /// Before this version of the format every initializer had to be an input too, and none could be overridden.
    private static final long INITIALIZERS_ARE_NO_INPUTS = 4;

    /// The inputs in the order of the model, without those that nobody may give.
    ///
    /// @throws OnnxException when one is no tensor, or of elements that have no place in Java
    static List<ModelInput> of(OnnxFile file) {
        GraphProto graph = file.model().getGraph();
        Set<String> defaults =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        boolean mayOverride = file.model().getIrVersion() >= INITIALIZERS_ARE_NO_INPUTS;
        List<ModelInput> inputs = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            boolean hasDefault = defaults.contains(input.getName());
            if (!hasDefault || mayOverride) {
                inputs.add(of(file, input, !hasDefault));
            }
        }
        return inputs;
    }

    private static ModelInput of(OnnxFile file, ValueInfoProto input, boolean isRequired) {
        TypeProto type = input.getType();
        if (!type.hasTensorType()) {
            String found = type.getValueCase() == TypeProto.ValueCase.VALUE_NOT_SET
                    ? "no type"
                    : "a " + type.getValueCase().name().replace("_TYPE", "").toLowerCase(java.util.Locale.ROOT);
            throw unusable(file, input, "expected a tensor, found " + found);
        }
        Optional<OnnxType> elements = OnnxType.of(type.getTensorType().getElemType())
                .filter(known -> Elements.isNumber(known) || known == OnnxType.STRING);
        if (elements.isEmpty()) {
            throw unusable(
                    file,
                    input,
                    "has elements of " + OnnxType.text(type.getTensorType().getElemType())
                            + ", expected floats, whole numbers, bool or texts");
        }
        Optional<List<Extent>> extents = type.getTensorType().hasShape()
                ? Optional.of(type.getTensorType().getShape().getDimList().stream()
                        .map(ModelInput::extent)
                        .toList())
                : Optional.empty();
        return new ModelInput(input.getName(), elements.get(), extents, isRequired);
    }

    private static Extent extent(TensorShapeProto.Dimension dimension) {
        return dimension.hasDimValue() && dimension.getDimValue() >= 0
                ? new Fixed(dimension.getDimValue())
                : new Symbolic(dimension.getDimParam());
    }

    private static OnnxException unusable(OnnxFile file, ValueInfoProto input, String problem) {
        return OnnxException.of(
                file.path(),
                Code.ONNX_INPUT,
                "input \"" + input.getName() + "\" " + problem,
                "only models whose inputs are tensors can be run here");
    }

    /// Type and shape as declared, for messages: `i64[batch,seq]`.
    String shape() {
        return type.text()
                + extents.map(all -> all.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]")))
                        .orElse(" of any shape");
    }
}
