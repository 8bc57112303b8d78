package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.runtime.Workers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceChannelsLastTest extends FusionFixture {

    private static final String CONV = "ChannelsLast ChannelsLastConv";

    @BeforeEach
    void constants() {
        constant("w", 20, 3, 3, 3);
        constant("v", 3, 20, 1, 1);
        constant("b", 20);
        constant("each", 20, 1, 1);
        scalar("two", 2);
    }

    private static TensorGraph placed(TensorGraph graph) {
        return passed(PlaceChannelsLast::apply, graph, 1e-4, random(2, 3, 9, 8));
    }

    @Test
    void firesOnAConvolution() {
        assertThat(operators(placed(graph("Conv x,w,b -> y")))).isEqualTo(CONV + " ChannelsFirst");
    }

    @Test
    void convolutionsPassPicturesOnAsTheyAre() {
        TensorGraph graph = graph(
                "Conv x,w,b -> a",
                "HardSwish a -> h",
                "GlobalAveragePool h -> p",
                "Sigmoid p -> s",
                "Mul h,s -> g",
                "Add g,each -> e",
                "Div e,two -> d",
                "Conv d,v -> y");
        assertThat(operators(placed(graph)))
                .isEqualTo(CONV + " HardSwish ChannelsLastMean Sigmoid Mul Add Div ChannelsLastConv ChannelsFirst");
    }

    @Test
    void convolutionsOfSingleChannelsAreThatToo() {
        constant("k", 20, 1, 5, 5);
        model().addNode(Onnx.node("a", "Conv x,w -> a"))
                .addNode(Onnx.node("d", "Conv a,k,b -> y", Onnx.attribute("group", 20)));
        assertThat(operators(placed(graph()))).isEqualTo(CONV + " ChannelsLastDepthwise ChannelsFirst");
    }

    @Test
    void whatAsksForChannelsFirstGetsThemOnce() {
        output("s");
        TensorGraph graph = graph("Conv x,w -> a", "Shape a -> z", "Softmax a -> s", "Relu a -> y");
        assertThat(operators(placed(graph))).isEqualTo(CONV + " ChannelsFirst Softmax Relu");
    }

    @Test
    void sumsOfConvolutionsNeedNoTurning() {
        TensorGraph graph = graph("Conv x,w -> a", "Conv x,w,b -> c", "Add a,c -> y");
        assertThat(operators(placed(graph))).isEqualTo(CONV + " ChannelsLastConv Add ChannelsFirst");
    }

    @Test
    void poolsAndConcatenatesChannels() {
        List<Long> two = List.of(2L, 2L);
        model().addNode(Onnx.node("a", "Conv x,w -> a"))
                .addNode(Onnx.node(
                        "p",
                        "MaxPool a -> p",
                        Onnx.attribute("kernel_shape", List.of(3L, 3L)),
                        Onnx.attribute("strides", two),
                        Onnx.attribute("pads", List.of(1L, 0L, 1L, 1L)),
                        Onnx.attribute("ceil_mode", 1)))
                .addNode(Onnx.node("r", "Relu p -> r"))
                .addNode(Onnx.node("c", "Concat p,r,p -> y", Onnx.attribute("axis", -3)));
        assertThat(operators(placed(graph()))).isEqualTo(CONV + " ChannelsLastMaxPool Relu Concat ChannelsFirst");
    }

    @Test
    void concatenatesOtherAxesWithChannelsFirst() {
        model().addNode(Onnx.node("a", "Conv x,w -> a"))
                .addNode(Onnx.node("c", "Concat a,a -> y", Onnx.attribute("axis", 2)));
        assertThat(operators(placed(graph()))).isEqualTo(CONV + " ChannelsFirst Concat");
    }

    @Test
    void poolsThatTellPlacesAreLeft() {
        model().addNode(Onnx.node("a", "Conv x,w -> a"))
                .addNode(Onnx.node("p", "MaxPool a -> y,places", Onnx.attribute("kernel_shape", List.of(2L, 2L))));
        assertThat(operators(placed(graph()))).isEqualTo(CONV + " ChannelsFirst MaxPool");
    }

    @Test
    void bodiesReadWhatTheyAskFor() {
        constant(Onnx.tensor("true", OnnxType.BOOL));
        GraphProto.Builder branch = GraphProto.newBuilder()
                .setName("branch")
                .addNode(Onnx.node("r", "Relu a -> r"))
                .addOutput(ValueInfoProto.newBuilder().setName("r"));
        model().addNode(Onnx.node("a", "Conv x,w -> a"))
                .addNode(Onnx.node(
                        "if",
                        "If true -> y",
                        Onnx.attribute("then_branch", branch),
                        Onnx.attribute("else_branch", branch)));
        TensorGraph after = PlaceChannelsLast.apply(graph());
        // Turning, the convolution, turning back, the choice.
        assertThat(after.body().steps()).hasSize(4);
        try (Workers workers = new Workers(1)) {
            assertThat(GraphRunner.run(after, List.of(random(1, 3, 5, 5)), workers)
                            .getFirst())
                    .hasToString("f32[1,20,3,3]");
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 3, 1", "4, 1, 2"})
    void leavesOtherConvolutions(int out, int channels, int groups) {
        // One spatial axis; two groups of several channels.
        boolean line = groups == 1;
        constant("k", line ? new long[] {out, channels, 3} : new long[] {out, channels, 3, 3});
        model().addNode(Onnx.node("c", "Conv x,k -> y", Onnx.attribute("group", groups)));
        assertThat(operators(PlaceChannelsLast.apply(graph()))).isEqualTo("Conv");
    }

    @Test
    void leavesWeightsThatAreNotKnown() {
        input("k");
        assertThat(operators(PlaceChannelsLast.apply(graph("Conv x,k -> y")))).isEqualTo("Conv");
    }
}
