package dev.rsparse.compiler.onnx.sites;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFinderTest {

    private static final TensorProto W = Onnx.tensor("w", OnnxType.F32, 4, 6);
    private static final TensorProto WT = Onnx.tensor("w", OnnxType.F32, 6, 4);
    private static final TensorProto B = Onnx.tensor("b", OnnxType.F32, 6);

    @TempDir
    Path folder;

    private Sites sites(ModelProto.Builder model) {
        return Sites.of(OnnxFile.read(Onnx.write(folder, "m.onnx", model)));
    }

    private Sites sites(GraphProto.Builder graph) {
        return sites(Onnx.model(graph));
    }

    /// The one site of a graph in which nothing else looks like a linear.
    private Site site(GraphProto.Builder graph) {
        Sites sites = sites(graph);
        assertThat(sites.notTaken()).isEmpty();
        assertThat(sites.sites()).hasSize(1);
        Site site = sites.sites().getFirst();
        assertThat(List.of(site.in(), site.out())).containsExactly(4L, 6L);
        return site;
    }

    /// Why the one linear-looking node of a graph is none.
    private String reason(GraphProto.Builder graph) {
        Sites sites = sites(graph);
        assertThat(sites.sites()).isEmpty();
        assertThat(sites.notTaken()).hasSize(1);
        return sites.notTaken().getFirst().reason();
    }

    @Test
    void takesAMatMulWithAWeightOnEitherSide() {
        Site right = site(Onnx.graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(W));
        assertThat(right.order()).hasToString("x w");
        assertThat(right.selector()).isEqualTo("weight(\"w\")");
        Site left = site(Onnx.graph(Onnx.node("n", "MatMul w,x -> y")).addInitializer(WT));
        assertThat(left.order()).hasToString("w x");
    }

    @Test
    void takesAGemmInEveryOrder() {
        AttributeProto turnB = Onnx.attribute("transB", 1);
        AttributeProto turnA = Onnx.attribute("transA", 1);
        assertThat(site(Onnx.graph(Onnx.node("n", "Gemm x,w -> y", turnB)).addInitializer(WT))
                        .order())
                .hasToString("x w^T");
        assertThat(site(Onnx.graph(Onnx.node("n", "Gemm x,w -> y", turnA)).addInitializer(W))
                        .order())
                .hasToString("x^T w");
        assertThat(site(Onnx.graph(Onnx.node("n", "Gemm w,x -> y", turnA)).addInitializer(W))
                        .order())
                .hasToString("w^T x");
    }

    @Test
    void tellsScaleAndBiasOfAGemm() {
        Site site = site(
                Onnx.graph(Onnx.node("n", "Gemm x,w,b -> y", Onnx.attribute("alpha", 0.5f), Onnx.attribute("beta", 2f)))
                        .addInitializer(W)
                        .addInitializer(B));
        assertThat(site.scale()).isEqualTo(0.5);
        assertThat(site.biasScale()).isEqualTo(2);
        assertThat(site.bias()).contains(new Site.Bias("b", "n"));
    }

    @Test
    void takesTheAddBehindAMatMulForItsBias() {
        Site site = site(Onnx.graph(Onnx.node("n", "MatMul x,w -> p"), Onnx.node("a", "Add b,p -> y"))
                .addInitializer(W)
                .addInitializer(B));
        assertThat(site.bias()).contains(new Site.Bias("b", "a"));
    }

    @Test
    void seesNoBiasWhereTheProductIsReadTwiceOrTheSumIsOfAnotherShape() {
        assertThat(site(Onnx.graph(
                                        Onnx.node("n", "MatMul x,w -> p"),
                                        Onnx.node("a", "Add b,p -> q"),
                                        Onnx.node("c", "Mul q,p -> y"))
                                .addInitializer(W)
                                .addInitializer(B))
                        .bias())
                .isEmpty();
        assertThat(site(Onnx.graph(Onnx.node("n", "MatMul x,w -> p"), Onnx.node("a", "Add b,p -> y"))
                                .addInitializer(W)
                                .addInitializer(Onnx.tensor("b", OnnxType.F32, 3, 6)))
                        .bias())
                .isEmpty();
    }

    @Test
    void seesTheConstantBehindViews() {
        Site site = site(Onnx.graph(
                        Onnx.node("i", "Identity w -> a"),
                        Onnx.node("r", "Reshape a,s -> b"),
                        Onnx.node("c", "Cast b -> c", Onnx.attribute("to", 1)),
                        Onnx.node("t", "Transpose c -> d", Onnx.attribute("perm", List.of(1L, 0L))),
                        Onnx.node("n", "MatMul x,d -> y"))
                .addInitializer(Onnx.tensor("w", OnnxType.F16, 24))
                .addInitializer(Onnx.integers("s", 6, -1)));
        assertThat(site.weight().behind()).containsExactly("Identity", "Reshape", "Cast", "Transpose");
        assertThat(site.weight().type()).isEqualTo("f16");
        assertThat(site.weight().consumers()).containsExactly("n (MatMul)");
    }

    @Test
    void seesTheConstantBehindDequantizeLinear() {
        Site site = site(Onnx.graph(Onnx.node("q", "DequantizeLinear w,s -> d"), Onnx.node("n", "MatMul x,d -> y"))
                .addInitializer(Onnx.tensor("w", OnnxType.I8, 4, 6))
                .addInitializer(Onnx.tensor("s", OnnxType.F32)));
        assertThat(site.weight().type()).isEqualTo("i8");
        assertThat(site.weight().behind()).containsExactly("DequantizeLinear");
    }

    @Test
    void selectsByNodeWhatHasNoNameOfItsOwn() {
        Site constant = site(Onnx.graph(
                Onnx.node("c", "Constant -> k", Onnx.attribute("value", W)), Onnx.node("n", "MatMul x,k -> y")));
        assertThat(constant.selector()).isEqualTo("node(\"n\")");
        assertThat(constant.weight().kind()).isEqualTo(Site.Kind.CONSTANT_NODE);
        Site madeUp = site(Onnx.graph(Onnx.node("", "MatMul x,onnx::MatMul_12 -> y"))
                .addInitializer(Onnx.tensor("onnx::MatMul_12", OnnxType.F32, 4, 6)));
        assertThat(madeUp.selector()).isEqualTo("node(\"@y\")");
    }

    @Test
    void tellsWhoElseReadsATiedWeight() {
        Site site = site(Onnx.graph(
                        Onnx.node("embed", "Gather w,x -> e"),
                        Onnx.node("t", "Transpose w -> u"),
                        Onnx.node("head", "MatMul e,u -> y"))
                .addInitializer(WT));
        assertThat(site.selector()).isEqualTo("weight(\"w\")");
        assertThat(site.weight().consumers()).containsExactly("embed (Gather)", "head (MatMul)");
    }

    @Test
    void findsLinearsInBodiesThatReadWeightsAround() {
        GraphProto.Builder branch = GraphProto.newBuilder()
                .addNode(Onnx.node("n", "MatMul x,w -> b"))
                .addOutput(Onnx.value("b"));
        Sites sites = sites(Onnx.graph(Onnx.node(
                        "if",
                        "If x -> y",
                        Onnx.attribute("then_branch", branch),
                        Onnx.attribute("else_branch", branch)))
                .addInitializer(W));
        assertThat(sites.sites().stream().map(Site::selector))
                .containsExactly("node(\"if/then_branch/n\")", "node(\"if/else_branch/n\")");
        assertThat(sites.sites().getFirst().weight().consumers())
                .containsExactly("if/then_branch/n (MatMul)", "if/else_branch/n (MatMul)");
    }

    @Test
    void findsLinearsOfFunctionsAtEachCall() {
        FunctionProto linear = FunctionProto.newBuilder()
                .setName("Linear")
                .setDomain("my")
                .addInput("a")
                .addInput("m")
                .addOutput("r")
                .addAttribute("turn")
                .addNode(Onnx.node(
                        "g",
                        "Gemm a,m -> r",
                        AttributeProto.newBuilder()
                                .setName("transB")
                                .setType(AttributeProto.AttributeType.INT)
                                .setRefAttrName("turn")
                                .build()))
                .build();
        Sites sites = sites(Onnx.model(Onnx.graph(
                                Onnx.node("up", "my.Linear x,w -> h"),
                                Onnx.node("down", "my.Linear h,v -> y", Onnx.attribute("turn", 1)))
                        .addInitializer(W)
                        .addInitializer(Onnx.tensor("v", OnnxType.F32, 3, 6)))
                .addFunctions(linear));
        assertThat(sites.sites().stream().map(Site::node)).containsExactly("up/g", "down/g");
        assertThat(sites.sites().stream().map(site -> site.in() + "," + site.out()))
                .containsExactly("4,6", "6,3");
        assertThat(sites.sites().stream().map(Site::selector)).containsExactly("weight(\"w\")", "weight(\"v\")");
    }

    @Test
    void tellsWhereTheNodeOfASiteStands() {
        GraphProto.Builder branch = GraphProto.newBuilder()
                .addNode(Onnx.node("l", "my.Linear x -> b"))
                .addOutput(Onnx.value("b"));
        FunctionProto linear = FunctionProto.newBuilder()
                .setName("Linear")
                .setDomain("my")
                .addInput("a")
                .addOutput("r")
                .addNode(Onnx.node("c", "Constant -> k", Onnx.attribute("value", W)))
                .addNode(Onnx.node("n", "MatMul a,k -> r"))
                .build();
        List<Site.Place> places = sites(Onnx.model(Onnx.graph(
                                        Onnx.node("n", "MatMul v,x -> z"),
                                        Onnx.node(
                                                "if",
                                                "If z -> y",
                                                Onnx.attribute("then_branch", branch),
                                                Onnx.attribute("else_branch", branch)))
                                .addInitializer(Onnx.tensor("v", OnnxType.F32, 4, 4)))
                        .addFunctions(linear))
                .sites()
                .stream()
                .map(Site::place)
                .toList();
        assertThat(places)
                .containsExactly(
                        new Site.Place(List.of(), 0, "x", "v"),
                        new Site.Place(List.of(new Site.Hop(1, 0), new Site.Hop(0, -1)), 1, "a", "k"),
                        new Site.Place(List.of(new Site.Hop(1, 1), new Site.Hop(0, -1)), 1, "a", "k"));
        assertThat(places.stream().map(Site.Place::isInGraph)).containsExactly(true, false, false);
        assertThat(places.stream().map(Site.Place::isInFunction)).containsExactly(false, true, true);
    }

    @Test
    void takesNoInitializerThatACallerMayOverride() {
        GraphProto.Builder graph =
                Onnx.graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(W).addInput(Onnx.value("w"));
        assertThat(reason(graph))
                .isEqualTo("no operand is a constant: the left one is the input \"x\", the right one is the input"
                        + " \"w\", whose initializer a caller may override");
        assertThat(sites(Onnx.model(graph).setIrVersion(3)).sites()).hasSize(1);
    }

    @Test
    void saysWhyAProductIsNoSite() {
        assertThat(reason(Onnx.graph(Onnx.node("r", "Relu x -> z"), Onnx.node("n", "MatMul x,z -> y"))))
                .isEqualTo("no operand is a constant: the left one is the input \"x\", the right one is computed by"
                        + " Relu at r");
        assertThat(reason(Onnx.graph(Onnx.node("n", "MatMul w,w -> z"), Onnx.node("a", "Add x,z -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 4))))
                .isEqualTo("both operands are constants, so it is computed once and not per token");
        assertThat(reason(Onnx.graph(Onnx.node("n", "MatMul x,w -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.F32, 2, 4, 4))))
                .isEqualTo("the weight has the shape [2, 4, 4]: a stack of matrices");
        assertThat(reason(Onnx.graph(Onnx.node("n", "MatMul x,w -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.I32, 4, 4))))
                .isEqualTo("the weight has elements of i32, not floats");
    }

    @Test
    void saysThatWeightsOfFewBitsAreNotDecoded() {
        assertThat(reason(Onnx.graph(Onnx.node(
                                "n",
                                "com.microsoft.MatMulNBits x,w,s -> y",
                                Onnx.attribute("K", 4096),
                                Onnx.attribute("N", 1024),
                                Onnx.attribute("bits", 4),
                                Onnx.attribute("block_size", 32)))
                        .addInitializer(Onnx.tensor("w", OnnxType.U8, 1024, 128, 16))
                        .addInitializer(Onnx.tensor("s", OnnxType.F32, 1024, 128))))
                .isEqualTo("its weight of [4096,1024] is stored in 4 bits, in blocks of 32: such weights are not"
                        + " decoded yet");
    }

    @Test
    void namesTheModuleThatTheExporterTells() {
        var node = Onnx.node("n", "MatMul x,w -> y").toBuilder();
        node.addMetadataPropsBuilder().setKey("pkg.torch.onnx.name_scopes").setValue("['', 'm', 'm.fc', 'linear']");
        assertThat(site(Onnx.graph(node.build()).addInitializer(W)).module()).isEqualTo(Optional.of("m.fc"));
    }
}
