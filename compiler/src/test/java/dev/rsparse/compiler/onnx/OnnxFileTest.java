package dev.rsparse.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {

    @TempDir
    Path folder;

    private String refusal(Path model) {
        OnnxException refused = catchThrowableOfType(OnnxException.class, () -> OnnxFile.read(model));
        assertThat(refused).isNotNull();
        return new DiagnosticRenderer(Map.of(), false)
                .render(List.of(refused.diagnostic()))
                .replace(folder.toString(), "DIR");
    }

    private String refusal(byte[] bytes) throws IOException {
        return refusal(Files.write(folder.resolve("m.onnx"), bytes));
    }

    private String refusal(ModelProto.Builder model) {
        return refusal(Onnx.write(folder, "m.onnx", model));
    }

    private static String e0801(String problem) {
        return "DIR/m.onnx: error E0801: " + problem + "\n help: export, download or copy the model again\n";
    }

    private static String e0802(String problem) {
        return "DIR/m.onnx: error E0802: " + problem
                + "\n help: export the model again, or report it to its exporter\n";
    }

    /// A body in a body, a function, every kind of field that matters here, and some that nobody knows.
    private static ModelProto.Builder rich() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        3000,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build();
        GraphProto.Builder branch = GraphProto.newBuilder()
                .setName("branch")
                .addNode(Onnx.node("inner", "MatMul x,w -> b"))
                .addOutput(Onnx.value("b"));
        NodeProto choice = Onnx.node(
                "choice", "If c -> i", Onnx.attribute("then_branch", branch), Onnx.attribute("else_branch", branch));
        GraphProto.Builder graph = Onnx.graph(
                        choice, Onnx.node("call", "my.Twice i -> t"), Onnx.node("odd", "dev.odd.Strange t,x -> y"))
                .addInput(Onnx.value("c"))
                .addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 4))
                .addInitializer(Onnx.integers("shape", 1, -1))
                .setUnknownFields(unknown);
        FunctionProto twice = FunctionProto.newBuilder()
                .setName("Twice")
                .setDomain("my")
                .addInput("a")
                .addOutput("b")
                .addNode(Onnx.node("sum", "Add a,a -> b"))
                .build();
        return Onnx.model(graph)
                .addFunctions(twice)
                .setDocString("a test\u00e9")
                .setUnknownFields(unknown);
    }

    @Test
    void writesTheBytesItRead() throws IOException {
        Path model = Onnx.write(folder, "m.onnx", rich());
        OnnxFile.read(model).write(folder.resolve("again.onnx"));
        assertThat(folder.resolve("again.onnx")).hasSameBinaryContentAs(model);
    }

    @Test
    void saysThatAFileIsAbsentOrAFolder() throws IOException {
        assertThat(refusal(folder.resolve("none.onnx"))).isEqualTo("""
                DIR/none.onnx: error E0601: does not exist
                 help: check the path and its permissions
                """);
        Files.createDirectory(folder.resolve("d.onnx"));
        assertThat(refusal(folder.resolve("d.onnx"))).contains("error E0601: is a directory");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        assertThat(refusal(new byte[0])).isEqualTo(e0801("holds no graph: it is empty, or a file of another kind"));
        assertThat(refusal("model M() {}".getBytes(StandardCharsets.UTF_8)))
                .startsWith("DIR/m.onnx: error E0801: is no ONNX model, or is damaged near byte ");
    }

    @Test
    void refusesATruncatedModel() throws IOException {
        byte[] bytes = rich().build().toByteArray();
        assertThat(refusal(java.util.Arrays.copyOf(bytes, bytes.length / 2)))
                .startsWith("DIR/m.onnx: error E0801: is no ONNX model, or is damaged near byte ");
    }

    @Test
    void refusesADeclaredLengthThatIsNotThere() throws IOException {
        // Field 7, the graph, of 2147483647 bytes.
        assertThat(refusal(new byte[] {0x3a, -1, -1, -1, -1, 7, 0, 0}))
                .startsWith("DIR/m.onnx: error E0801: is no ONNX model, or is damaged near byte ");
    }

    @Test
    void refusesBodiesThatNestTooDeep() {
        GraphProto.Builder graph = Onnx.graph(Onnx.node("n", "Identity x -> y"));
        for (int i = 0; i < 40; i++) {
            graph = Onnx.graph(Onnx.node("n", "If x -> y", Onnx.attribute("then_branch", graph)));
        }
        assertThat(refusal(Onnx.model(graph))).isEqualTo(e0801("nests more than 100 messages deep"));
    }

    @Test
    void refusesNodesInACircle() {
        assertThat(refusal(Onnx.model(Onnx.graph(Onnx.node("a", "Add x,z -> y"), Onnx.node("b", "Identity y -> z")))))
                .isEqualTo(e0802("node \"a\" (Add) waits for its own result, around a circle"));
    }

    @Test
    void refusesACircleThroughABody() {
        GraphProto.Builder branch = GraphProto.newBuilder()
                .addNode(Onnx.node("inner", "Identity z -> b"))
                .addOutput(Onnx.value("b"));
        assertThat(refusal(Onnx.model(Onnx.graph(
                        Onnx.node("a", "If x -> y", Onnx.attribute("then_branch", branch)),
                        Onnx.node("b", "Identity y -> z")))))
                .isEqualTo(e0802("node \"a\" (If) waits for its own result, around a circle"));
    }

    @Test
    void takesNodesInAnyOrder() {
        Path model = Onnx.write(
                folder,
                "m.onnx",
                Onnx.model(Onnx.graph(Onnx.node("b", "Identity z -> y"), Onnx.node("a", "Relu x -> z"))));
        assertThat(OnnxFile.read(model)).isNotNull();
    }

    @Test
    void refusesValuesGivenTwice() {
        assertThat(refusal(Onnx.model(Onnx.graph(Onnx.node("a", "Relu x -> y"), Onnx.node("b", "Abs x -> y")))))
                .isEqualTo(e0802("two nodes of the graph give the value \"y\""));
        assertThat(refusal(Onnx.model(
                        Onnx.graph(Onnx.node("a", "Relu x -> y")).addInitializer(Onnx.tensor("y", OnnxType.F32, 4)))))
                .isEqualTo(e0802("a node of the graph gives \"y\", which is an input or an initializer"));
        TensorProto w = Onnx.tensor("w", OnnxType.F32, 4);
        assertThat(refusal(Onnx.model(Onnx.graph(Onnx.node("a", "Relu x -> y"))
                        .addInitializer(w)
                        .addInitializer(w))))
                .isEqualTo(e0802("two initializers of the graph are called \"w\""));
        assertThat(refusal(Onnx.model(Onnx.graph(Onnx.node("a", "Relu x -> y")).addInput(Onnx.value("x")))))
                .isEqualTo(e0802("two inputs of the graph are called \"x\""));
    }

    @Test
    void refusesValuesThatNothingGives() {
        assertThat(refusal(Onnx.model(Onnx.graph(Onnx.node("a", "Add x,w -> y")))))
                .isEqualTo(e0802("node \"a\" (Add) of the graph reads \"w\", which nothing gives"));
        assertThat(refusal(Onnx.model(Onnx.graph(Onnx.node("a", "Relu x -> z")))))
                .isEqualTo(e0802("nothing gives \"y\", an output of the graph"));
    }

    @Test
    void refusesTensorsThatHoldAnotherNumberOfElements() {
        GraphProto.Builder graph = Onnx.graph(Onnx.node("a", "Relu x -> y"));
        TensorProto.Builder huge = TensorProto.newBuilder().setName("w").setDataType(1);
        for (int i = 0; i < 3; i++) {
            huge.addDims(1L << 30);
        }
        assertThat(refusal(Onnx.model(graph.clone().addInitializer(huge))))
                .isEqualTo(e0802(
                        "tensor \"w\" of f32[1073741824, 1073741824, 1073741824] has no such number of" + " elements"));
        TensorProto.Builder few =
                Onnx.tensor("w", OnnxType.F16, 3, 5).toBuilder().setRawData(ByteString.copyFrom(new byte[29]));
        assertThat(refusal(Onnx.model(graph.clone().addInitializer(few))))
                .isEqualTo(e0802("tensor \"w\" of f16[3, 5] asks for 30 bytes, and 29 are there"));
        TensorProto.Builder none =
                Onnx.integers("w", 1, 2, 3).toBuilder().clearDims().addDims(4);
        assertThat(refusal(Onnx.model(graph.clone().addInitializer(none))))
                .isEqualTo(e0802("tensor \"w\" of i64[4] asks for 4 numbers, and 3 are there"));
    }

    private static FunctionProto calling(String name, String... callees) {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setName(name)
                .setDomain("my")
                .addInput("a")
                .addOutput("v0");
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = 0; i < callees.length; i++) {
            nodes.add(Onnx.node("", "my." + callees[i] + " a -> v" + i));
        }
        return function.addAllNode(nodes).build();
    }

    @Test
    void refusesFunctionsThatCallThemselves() {
        ModelProto.Builder model = Onnx.model(Onnx.graph(Onnx.node("a", "my.F x -> y")));
        assertThat(refusal(model.addFunctions(calling("F", "G")).addFunctions(calling("G", "F"))))
                .matches("(?s)DIR/m.onnx: error E0802: function [FG] calls itself, around a circle\n.*");
    }

    @Test
    void refusesFunctionsThatMultiplyEachOther() {
        ModelProto.Builder model = Onnx.model(Onnx.graph(Onnx.node("a", "my.F0 x -> y")));
        for (int i = 0; i < 40; i++) {
            model.addFunctions(calling("F" + i, "F" + (i + 1), "F" + (i + 1)));
        }
        assertThat(refusal(model.addFunctions(calling("F40", "Relu"))))
                .isEqualTo(e0802("calls of functions come to more than 1000000 nodes"));
    }

    @Test
    void refusesTwoFunctionsOfOneName() {
        ModelProto.Builder model = Onnx.model(Onnx.graph(Onnx.node("a", "my.F x -> y")));
        assertThat(refusal(model.addFunctions(calling("F", "A")).addFunctions(calling("F", "B"))))
                .isEqualTo(e0802("two functions have the same name and domain"));
    }

    @Test
    void answersAnyDamageWithADiagnosticOrAModel() throws IOException {
        byte[] sound = rich().build().toByteArray();
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = sound.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Path model = Files.write(folder.resolve("m.onnx"), bytes);
            try {
                OnnxFile.read(model);
            } catch (OnnxException damaged) {
                refused++;
                assertThat(damaged.diagnostic().help()).isPresent();
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }
}
