package dev.rsparse.compiler.onnx.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names and bindings of weights of small models.
class LayerWeightsTest {

    @TempDir
    Path folder;

    private LiftedModel lifted(TokenGraph graph, String... outputs) {
        ModelLifter.Result result = ModelLifter.lift(graph.file(folder, outputs));
        assertThat(result).isInstanceOf(ModelLifter.Result.Lifted.class);
        return ((ModelLifter.Result.Lifted) result).model();
    }

    private static String bindings(LiftedModel model) {
        return model.text()
                .lines()
                .filter(line -> line.contains(" : ["))
                .map(String::strip)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static TokenGraph embedded() {
        return new TokenGraph().matrix("table", 10, 8).node("Gather table,ids -> x");
    }

    @Test
    void queriesKeysAndValuesOfOneMatrixAreItsRows() {
        TokenGraph graph = embedded()
                .matrix("packed", 8, 16)
                .integers("parts", 8, 4, 4)
                .node("MatMul x,packed -> p")
                .node("Split p,parts -> q,k,v", Onnx.attribute("axis", -1))
                .node(
                        "Attention q,k,v -> y",
                        Onnx.attribute("q_num_heads", 2),
                        Onnx.attribute("kv_num_heads", 1),
                        Onnx.attribute("is_causal", 1));
        assertThat(bindings(lifted(graph, "y"))).isEqualTo("""
                embed = "embed" : [10,8];
                q = transposed "q"[0..8] : [8,8];
                k = transposed "k"[8..12] : [4,8];
                v = transposed "v"[12..16] : [4,8];
                """);
    }

    @Test
    void normsOfALayerAreNumbered() {
        TokenGraph graph = embedded();
        String in = "x";
        for (String layer : List.of("a", "b")) {
            graph.vector(layer + "s1", 1, 2, 3, 4, 5, 6, 7, 8)
                    .vector(layer + "s2", 8, 7, 6, 5, 4, 3, 2, 1)
                    .vector(layer + "s3", 8, 7, 6, 5, 4, 3, 2, 1)
                    .node("RMSNormalization " + in + "," + layer + "s1 -> " + layer + "1")
                    .node("LayerNormalization " + layer + "1," + layer + "s2," + layer + "s3 -> " + layer + "2")
                    .node("Add " + in + "," + layer + "2 -> " + layer + "3");
            in = layer + "3";
        }
        graph.vector("last", 1, 1, 1, 1, 1, 1, 1, 1).node("RMSNormalization b3,last -> y");
        LiftedModel model = lifted(graph, "y");
        assertThat(bindings(model)).isEqualTo("""
                embed = "embed" : [10,8];
                layer[i].n1 = "layer.{i}.n1" : [8];
                layer[i].n2 = "layer.{i}.n2" : [8];
                layer[i].n2_bias = "layer.{i}.n2_bias" : [8];
                norm = "norm" : [8];
                """);
        Map<String, Tensor> weights = model.weights();
        assertThat(weights).containsKeys("layer.0.n1", "layer.1.n1", "layer.1.n2_bias", "norm");
        assertThat(weights.get("layer.1.n2").number(0)).isEqualTo(8);
    }

    @Test
    void aVectorOfSeveralAxesIsBoundAsOne() {
        TokenGraph graph = embedded()
                .matrix("w", 8, 4)
                .vector("flat", 1, 2, 3, 4)
                .integers("shape", 1, 1, 4)
                .node("Reshape flat,shape -> b")
                .node("MatMul x,w -> p")
                .node("Add p,b -> y");
        LiftedModel model = lifted(graph, "y");
        assertThat(bindings(model)).contains("head_bias = \"head_bias\" : [4];");
        assertThat(model.weights().get("head_bias").rank()).isEqualTo(1);
    }

    @Test
    void aMatrixThatIsReadTwiceIsBoundOnce() {
        TokenGraph graph = embedded()
                .matrix("w", 8, 8)
                .node("MatMul x,w -> p")
                .node("Relu p -> r")
                .node("MatMul r,w -> y");
        assertThat(lifted(graph, "y").weights()).containsOnlyKeys("embed", "up");
    }

    @Test
    void aWeightIsNotCalledAsAnOutput() {
        TokenGraph graph = embedded().matrix("w", 8, 8).node("MatMul x,w -> head");
        LiftedModel model = lifted(graph, "head");
        assertThat(model.text()).contains("-> (head: f32[T,8])").contains("head2 = transposed \"head2\" : [8,8];");
    }
}
