package dev.rsparse.compiler.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallInlinerTest {

    private static OperatorSetIdProto opset(String domain, int version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }

    /// A function from `a` and `m` to `r`.
    private static FunctionProto function(String name, NodeProto node, OperatorSetIdProto... imports) {
        return FunctionProto.newBuilder()
                .setDomain("my")
                .setName(name)
                .addInput("a")
                .addInput("m")
                .addOutput("r")
                .addNode(node)
                .addAllOpsetImport(List.of(imports))
                .build();
    }

    private static NodeProto product() {
        return Onnx.node("n", "MatMul a,m -> r");
    }

    /// A model of opset 17 whose nodes call functions.
    private static OnnxFile file(List<FunctionProto> functions, NodeProto... nodes) {
        ModelProto model = Onnx.model(Onnx.graph(nodes).addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 4)))
                .addOpsetImport(opset("my", 1))
                .addAllFunctions(functions)
                .build();
        return new OnnxFile(Path.of("m.onnx"), model);
    }

    private static List<String> reachable(OnnxFile file) {
        return Sites.of(file).sites().stream()
                .filter(site -> CallInliner.canInline(file, site))
                .map(Site::node)
                .toList();
    }

    @Test
    void reachesLinearsOfAFunctionThoughAnotherOneIsOfAnotherOpset() {
        OnnxFile file = file(
                List.of(function("New", product(), opset("", 17)), function("Old", product(), opset("", 16))),
                Onnx.node("new", "my.New x,w -> h"),
                Onnx.node("old", "my.Old h,w -> y"));
        assertThat(reachable(file)).containsExactly("new/n");
    }

    @Test
    void doesNotReachALinearOfAnotherOpsetThroughAFunctionOfTheSame() {
        OnnxFile file = file(
                List.of(
                        function("Outer", Onnx.node("call", "my.Old a,m -> r"), opset("", 17), opset("my", 1)),
                        function("Old", product(), opset("", 16))),
                Onnx.node("outer", "my.Outer x,w -> y"));
        assertThat(reachable(file)).isEmpty();
    }

    @Test
    void importsWhatTheReplacedFunctionsImportAndNothingElse() {
        FunctionProto other = function("Other", Onnx.node("o", "org.b.Blur a,m -> r"), opset("org.b", 2));
        OnnxFile file = file(
                List.of(function("New", product(), opset("ai.onnx", 17), opset("org.a", 3)), other),
                Onnx.node("new", "my.New x,w -> h"),
                Onnx.node("other", "my.Other h,w -> y"));
        Sites sites = Sites.of(file);
        CallInliner.Inlined inlined = CallInliner.inline(file, sites, sites.sites());
        assertThat(inlined.file().model().getOpsetImportList())
                .containsExactly(opset("", 17), opset("my", 1), opset("org.a", 3));
        assertThat(inlined.file().model().getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMul", "Other");
    }

    @Test
    void reachesOneOfTwoFunctionsThatMeanDifferentOperatorsByAName() {
        OnnxFile file = file(
                List.of(
                        function("One", product(), opset("", 17), opset("org.a", 1)),
                        function("Two", product(), opset("", 17), opset("org.a", 2))),
                Onnx.node("one", "my.One x,w -> h"),
                Onnx.node("two", "my.Two h,w -> y"));
        assertThat(reachable(file)).containsExactly("one/n");
    }

    @Test
    void copiesWhatAFunctionPassesThrough() {
        FunctionProto function = function("Linear", product(), opset("", 17)).toBuilder()
                .addAllOutput(List.of("a", "r", "m"))
                .build();
        OnnxFile file = file(List.of(function), Onnx.node("f", "my.Linear x,w -> y,same,twice"));
        Sites sites = Sites.of(file);
        ModelProto inlined =
                CallInliner.inline(file, sites, sites.sites()).file().model();
        assertThat(inlined.getGraph().getNodeList())
                .extracting(node -> node.getOpType() + " " + node.getInputList() + " -> " + node.getOutput(0))
                .containsExactly("MatMul [x, w] -> y", "Identity [x] -> same", "Identity [y] -> twice");
    }
}
