package dev.rsparse.compiler.onnx.in;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// ONNX model → tensor graph. An initializer that an input shares its name with is taken for a constant.
public final class ModelImporter {

    private final OnnxFile file;
    private final Missing missing = new Missing();
    private final Values values = new Values();

    private ModelImporter(OnnxFile file) {
        this.file = file;
    }

    /// The graph of a sound model.
    ///
    /// @throws OnnxException naming all operators, types and other things that it needs and that cannot be compiled
    public static TensorGraph read(OnnxFile file) {
        return new ModelImporter(file).read();
    }

    private TensorGraph read() {
        ModelProto model = file.model();
        GraphProto graph = model.getGraph();
        try (ExternalData data = new ExternalData(file.path())) {
            ConstantReader constants = new ConstantReader(data, missing);
            Scope scope = new Scope(null);
            List<TensorGraph.Input> inputs = inputs(graph, scope);
            BodyImporter importer =
                    new BodyImporter(new BodyImporter.Model(model, constants, missing, values), opsets(model), scope);
            Block body = importer.body(
                    graph, inputs.stream().map(TensorGraph.Input::value).toList());
            missing.check(file.path());
            return new TensorGraph(
                    graph.getName(),
                    inputs,
                    values.constants(),
                    body,
                    graph.getOutputList().stream().map(ValueInfoProto::getName).toList(),
                    graph.getOutputList().stream()
                            .map(output -> dims(output.getType().getTensorType()))
                            .toList());
        }
    }

    private static Map<String, Integer> opsets(ModelProto model) {
        return opsets(model.getOpsetImportList());
    }

    /// Versions by domain.
    static Map<String, Integer> opsets(List<OperatorSetIdProto> imports) {
        Map<String, Integer> versions = new HashMap<>();
        imports.forEach(each -> versions.put(Domains.normal(each.getDomain()), (int) each.getVersion()));
        return versions;
    }

    private List<TensorGraph.Input> inputs(GraphProto graph, Scope scope) {
        Set<String> initializers = new HashSet<>();
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(initializers::add);
        List<TensorGraph.Input> inputs = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (!initializers.contains(input.getName())) {
                Value value = values.value(input.getName());
                scope.put(input.getName(), value);
                inputs.add(input(input, value));
            }
        }
        return inputs;
    }

    private TensorGraph.Input input(ValueInfoProto input, Value value) {
        TypeProto.Tensor type = input.getType().getTensorType();
        Optional<ElementType> elements = OnnxType.of(type.getElemType()).flatMap(ElementTypes::of);
        if (!input.getType().hasTensorType() || elements.isEmpty()) {
            String what = input.getType().hasTensorType()
                    ? "elements of type " + OnnxType.text(type.getElemType())
                    : "values of kind " + input.getType().getValueCase();
            missing.thing(what, "input \"" + input.getName() + "\"");
            return new TensorGraph.Input(value, ElementType.F32, Optional.empty());
        }
        return new TensorGraph.Input(value, elements.get(), dims(type));
    }

    private static Optional<List<Dim>> dims(TypeProto.Tensor type) {
        return type.hasShape()
                ? Optional.of(type.getShape().getDimList().stream()
                        .map(ModelImporter::dim)
                        .toList())
                : Optional.empty();
    }

    private static Dim dim(TensorShapeProto.Dimension dimension) {
        return dimension.hasDimValue() && dimension.getDimValue() >= 0
                ? new Dim.Fixed(dimension.getDimValue())
                : new Dim.Symbol(dimension.getDimParam());
    }
}
