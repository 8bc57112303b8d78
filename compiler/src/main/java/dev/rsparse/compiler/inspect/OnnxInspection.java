package dev.rsparse.compiler.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.Tensors;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What an ONNX model amounts to.
///
/// @param opsets domain → version that the model imports
/// @param inputs name → type, without those that initializers give
/// @param outputs name → type
/// @param parameters numbers in initializers of a floating-point type
/// @param initializers how many there are, those of bodies inside included
/// @param operators operator → how many nodes, those of functions once
public record OnnxInspection(
        OnnxFile file,
        SortedMap<String, Long> opsets,
        Map<String, String> inputs,
        Map<String, String> outputs,
        long parameters,
        long initializers,
        SortedMap<String, Long> operators,
        Sites sites) {

    /// Looks at a model that was read.
    public static OnnxInspection of(OnnxFile file) {
        ModelProto model = file.model();
        List<TensorProto> initializers = Tensors.graphs(model)
                .flatMap(graph -> graph.getInitializerList().stream())
                .toList();
        List<String> given = model.getGraph().getInitializerList().stream()
                .map(TensorProto::getName)
                .toList();
        return new OnnxInspection(
                file,
                model.getOpsetImportList().stream()
                        .collect(Collectors.toMap(
                                set -> Domains.text(set.getDomain()),
                                OperatorSetIdProto::getVersion,
                                Math::max,
                                TreeMap::new)),
                values(model.getGraph().getInputList().stream()
                        .filter(input -> !given.contains(input.getName()))
                        .toList()),
                values(model.getGraph().getOutputList()),
                initializers.stream()
                        .filter(tensor -> OnnxType.of(tensor.getDataType())
                                .map(OnnxType::isFloat)
                                .orElse(false))
                        .mapToLong(
                                tensor -> OnnxType.count(tensor.getDimsList()).orElse(0L))
                        .sum(),
                initializers.size(),
                Tensors.nodes(model)
                        .collect(Collectors.groupingBy(Domains::operator, TreeMap::new, Collectors.counting())),
                Sites.of(file));
    }

    private static Map<String, String> values(List<ValueInfoProto> values) {
        Map<String, String> types = new LinkedHashMap<>();
        values.forEach(value -> types.put(value.getName(), type(value)));
        return types;
    }

    private static String type(ValueInfoProto value) {
        if (!value.getType().hasTensorType()) {
            return "no tensor";
        }
        String element = OnnxType.text(value.getType().getTensorType().getElemType());
        if (!value.getType().getTensorType().hasShape()) {
            return element;
        }
        return element
                + value.getType().getTensorType().getShape().getDimList().stream()
                        .map(OnnxInspection::extent)
                        .collect(Collectors.joining(",", "[", "]"));
    }

    private static String extent(TensorShapeProto.Dimension dim) {
        if (dim.hasDimValue()) {
            return Long.toString(dim.getDimValue());
        }
        return dim.getDimParam().isEmpty() ? "?" : dim.getDimParam();
    }

    /// For people; every line ends in `\n`.
    public String text() {
        StringBuilder out = new StringBuilder();
        ModelProto model = file.model();
        String producer = (model.getProducerName() + " " + model.getProducerVersion()).strip();
        line(out, "model       " + model.getGraph().getName() + " of " + file.path());
        line(
                out,
                "written by  " + (producer.isEmpty() ? "unknown" : producer) + ", IR version " + model.getIrVersion());
        line(out, "opsets      " + joined(opsets, " "));
        line(out, "inputs      " + joined(inputs, ": "));
        line(out, "outputs     " + joined(outputs, ": "));
        line(out, "parameters  " + parameters + " in " + initializers + " initializers");
        line(out, "functions   " + model.getFunctionsCount());
        line(
                out,
                "sites       " + sites.sites().size() + "; " + sites.notTaken().size()
                        + " more nodes look like linears ('rsparsec rewrite --list-sites --explain' lists both)");
        line(out, "");
        Columns columns = new Columns(List.of("operator", "nodes"));
        operators.forEach((operator, count) -> columns.row(List.of(operator, Long.toString(count))));
        columns.lines().forEach(line -> line(out, line));
        return out.toString();
    }

    private static String joined(Map<String, ?> map, String between) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + between + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append('\n');
    }

    /// The same as plain maps and lists.
    public Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model", file.model().getGraph().getName());
        object.put("file", file.path().toString());
        object.put("producer", file.model().getProducerName());
        object.put("producerVersion", file.model().getProducerVersion());
        object.put("irVersion", file.model().getIrVersion());
        object.put("opsets", opsets);
        object.put("inputs", inputs);
        object.put("outputs", outputs);
        object.put("parameters", parameters);
        object.put("initializers", initializers);
        object.put("functions", file.model().getFunctionsCount());
        object.put("sites", sites.sites().size());
        object.put("notTaken", sites.notTaken().size());
        object.put("operators", operators);
        return object;
    }
}
