package dev.rsparse.compiler.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a rewrite leaves as it is: everything but its linears.
class RewriteFidelityTest {

    private static final int FIELD_OF_THE_FUTURE = 9999;

    @TempDir
    Path folder;

    /// The message with a field that no version of the format has.
    private static <B extends Message.Builder> B marked(B message) {
        ByteString text =
                ByteString.copyFromUtf8("of " + message.getDescriptorForType().getName());
        message.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(
                        FIELD_OF_THE_FUTURE,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(text)
                                .build())
                .build());
        return message;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static NodeProto described(NodeProto node) {
        return marked(node.toBuilder().setDocString("what " + node.getName() + " does"))
                .addMetadataProps(entry("from", node.getName()))
                .build();
    }

    private static TensorProto described(TensorProto tensor) {
        return marked(tensor.toBuilder().setDocString("what " + tensor.getName() + " is"))
                .addMetadataProps(entry("from", tensor.getName()))
                .build();
    }

    private static ValueInfoProto described(ValueInfoProto value) {
        return marked(value.toBuilder().setDocString("what " + value.getName() + " is"))
                .addMetadataProps(entry("from", value.getName()))
                .build();
    }

    private static OperatorSetIdProto opset(String domain, int version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }

    /// One linear, `n`, among operators that nobody knows.
    private static ModelProto model(TensorProto table) {
        GraphProto.Builder body = marked(GraphProto.newBuilder().setName("body"))
                .addNode(described(Onnx.node("inner", "com.acme.Inner x,w3 -> i")))
                .addInitializer(described(Onnx.tensor("w3", OnnxType.F32, 4, 4)))
                .addValueInfo(described(Onnx.value("i")))
                .addOutput(described(Onnx.value("i")));
        AttributeProto attribute = marked(
                        Onnx.attribute("body", body).toBuilder().setDocString("a body"))
                .build();
        GraphProto.Builder graph = marked(Onnx.graph(
                                described(Onnx.node("frob", "com.acme.Frobnicate x,table,s -> f", attribute)),
                                described(Onnx.node("n", "MatMul f,w -> h")),
                                described(Onnx.node("relu", "Relu h -> r")),
                                described(Onnx.node("shared", "com.acme.Shared r -> q")),
                                described(Onnx.node("blur", "com.acme.Blur q -> y", Onnx.attribute("sigma", 2f))))
                        .setDocString("a graph"))
                .addMetadataProps(entry("from", "graph"))
                .addInitializer(described(Onnx.floats("w", OnnxType.F32, List.of(4L, 4L), weight())))
                .addInitializer(described(table))
                .addSparseInitializer(marked(SparseTensorProto.newBuilder()
                        .setValues(described(Onnx.tensor("s", OnnxType.F32, 1)))
                        .setIndices(Onnx.integers("", 2))
                        .addDims(9)))
                .addQuantizationAnnotation(TensorAnnotation.newBuilder().setTensorName("table"));
        List.of("f", "h", "r", "q").forEach(name -> graph.addValueInfo(described(Onnx.value(name))));
        FunctionProto.Builder function = marked(
                        FunctionProto.newBuilder().setDomain("com.acme").setName("Shared"))
                .setDocString("a function")
                .addMetadataProps(entry("from", "function"))
                .addInput("a")
                .addOutput("b")
                .addNode(described(Onnx.node("inside", "com.acme.Other a -> b")))
                .addOpsetImport(opset("com.acme", 2));
        return marked(Onnx.model(graph).setDocString("a model"))
                .setDomain("com.example")
                .setModelVersion(7)
                .setProducerVersion("1.2.3")
                .addOpsetImport(marked(opset("com.acme", 3).toBuilder()))
                .addOpsetImport(opset("org.unused", 5))
                .addMetadataProps(entry("license", "none"))
                .addFunctions(function)
                .build();
    }

    private static double[] weight() {
        double[] weight = new double[16];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = i * i % 7 - 3;
        }
        return weight;
    }

    /// The model without nodes and initializers of its graph, and without what carries our function.
    private static ModelProto rest(ModelProto model) {
        ModelProto.Builder rest = model.toBuilder().clearOpsetImport().clearFunctions();
        model.getOpsetImportList().stream()
                .filter(one -> !one.getDomain().equals(SparseFunction.DOMAIN))
                .forEach(rest::addOpsetImport);
        model.getFunctionsList().stream()
                .filter(one -> !one.getDomain().equals(SparseFunction.DOMAIN))
                .forEach(rest::addFunctions);
        rest.getGraphBuilder().clearNode().clearInitializer();
        return rest.build();
    }

    private static List<NodeProto> othersOf(ModelProto before, ModelProto model) {
        Set<String> names = before.getGraph().getNodeList().stream()
                .map(NodeProto::getName)
                .filter(name -> !name.equals("n"))
                .collect(Collectors.toSet());
        return model.getGraph().getNodeList().stream()
                .filter(node -> names.contains(node.getName()))
                .toList();
    }

    private static NodeProto site(ModelProto model) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getName().equals("n"))
                .findFirst()
                .orElseThrow();
    }

    private void assertKept(ModelProto before, Path out) {
        ModelProto after = OnnxFile.read(out).model();
        assertThat(rest(after)).isEqualTo(rest(before));
        assertThat(othersOf(before, after)).isEqualTo(othersOf(before, before));
        assertThat(site(after).getDocString()).isEqualTo("what n does");
        assertThat(site(after).getMetadataPropsList()).containsExactly(entry("from", "n"));
        assertThat(site(after).getUnknownFields()).isEqualTo(site(before).getUnknownFields());
    }

    @ParameterizedTest
    @EnumSource
    void aRewriteKeepsAllThatIsNoLinear(Form form) throws IOException {
        ModelProto before = model(Onnx.tensor("table", OnnxType.F32, 20, 20));
        Path in = Onnx.write(folder, "in.onnx", before.toBuilder());
        Path out = Rewrites.rewritten(in, form, 0.5, 1);
        assertKept(before, out);
        List<TensorProto> kept = new ArrayList<>(before.getGraph().getInitializerList());
        if (form == Form.SPLIT) {
            kept.removeIf(tensor -> tensor.getName().equals("w"));
        }
        assertThat(OnnxFile.read(out).model().getGraph().getInitializerList()).containsAll(kept);
    }

    @ParameterizedTest
    @EnumSource
    void aRewriteOfAModelWithADataFileKeepsAllThatIsNoLinear(Form form) throws IOException {
        Files.write(folder.resolve("in.onnx.data"), new byte[1600]);
        ModelProto before = model(Onnx.external(
                "table", OnnxType.F32, List.of(20L, 20L), "location", "in.onnx.data", "checksum", "unknown"));
        Path in = Onnx.write(folder, "in.onnx", before.toBuilder());
        Path out = Rewrites.rewritten(in, form, 0.5, 1);
        assertKept(before, out);
        TensorProto table = OnnxFile.read(out).model().getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals("table"))
                .findFirst()
                .orElseThrow();
        TensorProto was = before.getGraph().getInitializer(1);
        assertThat(table.getExternalDataList()).contains(entry("checksum", "unknown"));
        assertThat(table.toBuilder().clearExternalData().build())
                .isEqualTo(was.toBuilder().clearExternalData().build());
    }
}
