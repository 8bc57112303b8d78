package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `model X from onnx("model.onnx")` over models from `x`, f32 `[N,4]`, to `y`.
class OnnxSourceTest {

    @TempDir
    Path folder;

    private ModelProject open(GraphProto.Builder graph, String more) throws IOException {
        Onnx.write(folder, "model.onnx", Onnx.model(graph));
        return open(more);
    }

    private ModelProject open(String more) throws IOException {
        return ModelProject.open(
                Files.writeString(folder.resolve("m.rsp"), "rsp 1;\nmodel M from onnx(\"model.onnx\");\n" + more));
    }

    private String layers(GraphProto.Builder graph) throws IOException {
        try (ModelProject project = open(graph, "")) {
            assertThat(project.warnings()).isEmpty();
            return GraphPrinter.print(project.model().graph());
        }
    }

    private static TensorProto matrix(String name, long rows, long columns) {
        double[] values = new double[(int) (rows * columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Onnx.floats(name, OnnxType.F32, List.of(rows, columns), values);
    }

    private static TensorProto bias() {
        return Onnx.floats("b", OnnxType.F32, List.of(4L), 1, 2, 3, 4);
    }

    @Test
    void productsAreLinearsWhicheverWayWeightsAreStored() throws IOException {
        assertThat(layers(Onnx.graph(
                                Onnx.node("m", "MatMul x,w -> m"),
                                Onnx.node("p", "Add b,m -> p"),
                                Onnx.node("r", "Relu p -> r"),
                                Onnx.node("y", "Gemm r,v -> y", Onnx.attribute("transB", 1)))
                        .addInitializer(matrix("w", 4, 4))
                        .addInitializer(matrix("v", 4, 4))
                        .addInitializer(bias())))
                .isEqualTo("""
                        graph M(%0 x: f32[N,4]) -> (y: %5)
                          %1 x: f32[N,4] = input(%0)
                          %2 linear: f32[N,4] = linear(%1, @up f32[4,4])
                          %3 linear: f32[N,4] = add_bias(%2, @up_bias f32[4])
                          %4 relu: f32[N,4] = relu(%3)
                          %5 y: f32[N,4] = linear(%4, @head f32[4,4])
                        """);
    }

    @Test
    void weightsAreThoseOfTheFileTurnedOver() throws IOException {
        GraphProto.Builder graph = Onnx.graph(Onnx.node("y", "MatMul x,w -> y")).addInitializer(matrix("w", 4, 4));
        try (ModelProject project = open(graph, "")) {
            String name = project.model().views().keySet().iterator().next();
            float[] row = new float[4];
            project.weights().read(name, 0, row, 0, 4);
            assertThat(row).containsExactly(0, 4, 8, 12);
            assertThat(project.checkpoint().digests()).containsOnlyKeys("model.onnx");
        }
    }

    /// `x + x w` three times.
    private static GraphProto.Builder layers() {
        return Onnx.graph(
                        Onnx.node("a", "MatMul x,w0 -> a"),
                        Onnx.node("b", "Add x,a -> b"),
                        Onnx.node("c", "MatMul b,w1 -> c"),
                        Onnx.node("d", "Add b,c -> d"),
                        Onnx.node("e", "MatMul d,w2 -> e"),
                        Onnx.node("f", "Add d,e -> f"),
                        Onnx.node("y", "MatMul f,w3 -> y"))
                .addInitializer(matrix("w0", 4, 4))
                .addInitializer(matrix("w1", 4, 4))
                .addInitializer(matrix("w2", 4, 4))
                .addInitializer(matrix("w3", 4, 4));
    }

    @Test
    void layersThatAreAlikeAreAScopeFromTheInputOn() throws IOException {
        assertThat(layers(layers())).isEqualTo("""
                graph M(%0 x: f32[N,4]) -> (y: %8)
                  %1 x: f32[N,4] = input(%0)
                  layer[0]
                    %2 linear: f32[N,4] = linear(%1, @layer[0].w f32[4,4])
                    %3 x2: f32[N,4] = add(%1, %2)
                  layer[1]
                    %4 linear: f32[N,4] = linear(%3, @layer[1].w f32[4,4])
                    %5 x2: f32[N,4] = add(%3, %4)
                  layer[2]
                    %6 linear: f32[N,4] = linear(%5, @layer[2].w f32[4,4])
                    %7 x2: f32[N,4] = add(%5, %6)
                  %8 y: f32[N,4] = linear(%7, @head f32[4,4])
                """);
    }

    @Test
    void anInputThatIsAnOutputKeepsBothNames() throws IOException {
        GraphProto.Builder graph = layers().addOutput(Onnx.value("x"));
        assertThat(layers(graph)).contains("-> (y: %8, x_2: %1)");
    }

    @Test
    void whatIsNoLayerIsRefusedWithReasons() {
        assertThatThrownBy(() -> open(Onnx.graph(Onnx.node("c", "Cos x -> c"), Onnx.node("y", "MatMul c,c -> y")), ""))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(Code.ONNX_LAYERS.toString())
                .hasMessageContaining("E0814")
                .hasMessageContaining(
                        "holds no model of layers: Cos \"c\": nothing in a graph of layers stands for it");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("does not exist");
    }
}
