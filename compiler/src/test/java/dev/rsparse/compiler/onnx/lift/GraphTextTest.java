package dev.rsparse.compiler.onnx.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.grammar.SourceParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Texts of small models, which our own parser reads.
class GraphTextTest {

    @TempDir
    Path folder;

    private LiftedModel lifted(TokenGraph graph, String... outputs) {
        ModelLifter.Result result = ModelLifter.lift(graph.file(folder, outputs));
        assertThat(result).isInstanceOf(ModelLifter.Result.Lifted.class);
        LiftedModel model = ((ModelLifter.Result.Lifted) result).model();
        assertThat(SourceParser.parse("lifted", model.text()).errors())
                .as(model.text())
                .isEmpty();
        return model;
    }

    private static String graph(LiftedModel model) {
        String text = model.text();
        return text.substring(text.indexOf("  graph {\n") + "  graph {\n".length(), text.lastIndexOf("  }\n}"))
                .indent(-4);
    }

    private static TokenGraph embedded() {
        return new TokenGraph().matrix("table", 10, 8).node("Gather table,ids -> x");
    }

    /// A layer of attention over `in`, in operators of three axes.
    private static TokenGraph attended(TokenGraph graph, String in, String out) {
        String to = " -> " + out;
        return graph.matrix(out + "wq", 8, 8)
                .matrix(out + "wk", 8, 4)
                .matrix(out + "wv", 8, 4)
                .matrix(out + "wo", 8, 8)
                .node("MatMul " + in + "," + out + "wq" + to + "q")
                .node("MatMul " + in + "," + out + "wk" + to + "k")
                .node("MatMul " + in + "," + out + "wv" + to + "v")
                .node("RotaryEmbedding " + out + "q,cos,sin,places" + to + "qr", Onnx.attribute("num_heads", 2))
                .node("RotaryEmbedding " + out + "k,cos,sin,places" + to + "kr", Onnx.attribute("num_heads", 1))
                .node(
                        "Attention " + out + "qr," + out + "kr," + out + "v" + to + "a",
                        Onnx.attribute("q_num_heads", 2),
                        Onnx.attribute("kv_num_heads", 1),
                        Onnx.attribute("is_causal", 1))
                .node("MatMul " + out + "a," + out + "wo" + to + "o")
                .node("Add " + in + "," + out + "o" + to);
    }

    /// Rows `x` of a table, and angles.
    private static TokenGraph rotating() {
        return TokenGraph.withPositions()
                .vector("frequencies", 1, 0.01)
                .node("Cast column -> f32", Onnx.attribute("to", 1))
                .node("Mul f32,frequencies -> angles")
                .node("Cos angles -> cos")
                .node("Sin angles -> sin")
                .node("Expand positions,extents -> places")
                .matrix("table", 10, 8)
                .node("Gather table,ids -> x");
    }

    private static TokenGraph decoder() {
        TokenGraph graph = rotating().matrix("head", 8, 10);
        attended(attended(graph, "x", "y"), "y", "z");
        return graph.node("MatMul z,head -> logits");
    }

    @Test
    void operatorsOfThreeAxesAreLayersOfHeads() {
        assertThat(graph(lifted(decoder(), "logits"))).isEqualTo("""
                x = gather(embed, ids);
                repeat i in 0..2 as layer[i] {
                  a = attention(rope(linear(x, q), head_dim = 4, theta = 10000.0), \
                rope(linear(x, k), head_dim = 4, theta = 10000.0), linear(x, v), heads = 2, kv_heads = 1) @cache;
                  x = x + linear(a, o);
                }
                logits = linear(x, head);
                """);
    }

    @Test
    void whatLayersBeginWithIsStillThereBehindThem() {
        TokenGraph graph = embedded().node("Tanh x -> t");
        String in = "t";
        for (String layer : List.of("a", "b", "c")) {
            graph.matrix(layer + "w", 8, 8)
                    .node("MatMul " + in + "," + layer + "w -> " + layer + "p")
                    .node("Add " + in + "," + layer + "p -> " + layer);
            in = layer;
        }
        assertThat(graph(lifted(graph.node("Mul c,t -> y"), "y"))).isEqualTo("""
                y2 = tanh(gather(embed, ids));
                x = y2;
                repeat i in 0..3 as layer[i] {
                  x = x + linear(x, down);
                }
                y = x * y2;
                """);
    }

    @Test
    void attentionsOfLayersThatDifferAreRefused() {
        TokenGraph graph = attended(rotating(), "x", "y").node("Relu y -> r");
        attended(graph, "r", "z");
        assertThat(ModelLifter.lift(graph.file(folder, "z")))
                .isEqualTo(new ModelLifter.Result.Refused(
                        List.of("2 attentions stand in no layers that are alike, and the language takes one")));
    }

    @Test
    void sumsAndProductsKeepTheirOrder() {
        TokenGraph graph = embedded()
                .matrix("a", 8, 8)
                .matrix("b", 8, 8)
                .number("half", 0.5)
                .node("MatMul x,a -> p")
                .node("MatMul x,b -> r")
                .node("Add p,r -> sum")
                .node("Mul sum,half -> small")
                .node("Mul small,x -> y");
        assertThat(graph(lifted(graph, "y"))).isEqualTo("""
                y2 = gather(embed, ids);
                y3 = linear(y2, w) + linear(y2, w2);
                y = (y3 * 0.5) * y2;
                """);
    }

    @Test
    void outputsAndInputsKeepTheirNamesApart() {
        TokenGraph graph = embedded().node("Relu x -> layer").node("Tanh x -> ids2");
        assertThat(lifted(graph, "layer", "ids2").text())
                .contains("model Model(ids: i32[T]) -> (layer_2: f32[T,8], ids2: f32[T,8])");
    }

    @Test
    void aHeadTiedToItsEmbeddingIsOneWeight() {
        TokenGraph graph = embedded().node("Relu x -> r").node("Gemm r,table -> logits", Onnx.attribute("transB", 1));
        LiftedModel model = lifted(graph, "logits");
        assertThat(model.weights()).containsOnlyKeys("embed");
        assertThat(graph(model)).contains("linear(relu(", "embed)");
    }

    @Test
    void rowsThatAreCastToAnotherTypeAndBackAreRounded() {
        TokenGraph graph = embedded()
                .node("Cast x -> short", Onnx.attribute("to", 16))
                .node("Cast short -> y", Onnx.attribute("to", 1));
        assertThat(graph(lifted(graph, "y"))).isEqualTo("""
                y = bf16(gather(embed, ids));
                """);
    }

    @Test
    void rowsOfAnotherTypeAreNotComputedWith() {
        TokenGraph graph = embedded()
                .node("Cast x -> short", Onnx.attribute("to", 16))
                .node("Tanh short -> t")
                .node("Cast t -> y", Onnx.attribute("to", 1));
        assertThat(ModelLifter.lift(graph.file(folder, "y")))
                .isEqualTo(new ModelLifter.Result.Refused(
                        List.of("Tanh \"t\": it computes with rows that were cast to another type")));
    }

    @Test
    void tablesThatAreReadAtOtherNumbersAreRefused() {
        TokenGraph graph = embedded()
                .integer("one", 1)
                .node("Add ids,one -> moved")
                .node("Gather table,moved -> p")
                .node("Add x,p -> y");
        assertThat(ModelLifter.lift(graph.file(folder, "y")))
                .isEqualTo(new ModelLifter.Result.Refused(
                        List.of("Add \"y\": what it adds is neither rows nor the bias of a linear")));
    }

    @Test
    void refusalsNameTheNode() {
        TokenGraph graph = embedded().node("Cos x -> y");
        ModelLifter.Result result = ModelLifter.lift(graph.file(folder, "y"));
        assertThat(result)
                .isEqualTo(new ModelLifter.Result.Refused(
                        List.of("Cos \"y\": nothing in a graph of layers stands for it")));
    }
}
