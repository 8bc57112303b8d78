package dev.rsparse.compiler.onnx.shape;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Operators that ONNX Runtime adds, of `x` of type f32 `[N,4]`: a result that is stretched to its own shape stays
/// as it is, so the shape, and with it the stretching, goes when extents are known.
class MicrosoftShapesTest {

    private static final int ROWS = 2;
    private static final int WIDTH = 4;
    private static final AttributeProto HEADS = Onnx.attribute("num_heads", 2);

    @TempDir
    Path folder;

    private final GraphProto.Builder graph = Onnx.graph()
            .addInitializer(Onnx.integers("rows", -1, 2, WIDTH))
            .addInitializer(Onnx.integers("heads", -1, 2, 2, 1, 2))
            .addNode(Onnx.node("h", "Reshape x,rows -> h"))
            .addInitializer(Onnx.tensor("w", OnnxType.F32, WIDTH, 12))
            .addInitializer(Onnx.tensor("b", OnnxType.F32, 12));

    /// The shape of `r`, which the operator gives, when it runs; it must be known before.
    private String known(String node, AttributeProto... attributes) {
        graph.addNode(Onnx.node("n", "com.microsoft." + node, attributes))
                .addNode(Onnx.node("s", "Shape r -> s"))
                .addNode(Onnx.node("y", "Expand r,s -> y"));
        OnnxFile file = OnnxFile.read(Onnx.write(folder, "shape.onnx", Onnx.model(graph)));
        List<String> left = ShapeFolding.fold(ModelImporter.read(file)).body().steps().stream()
                .map(step -> ((Step.Apply) step).operator().name())
                .toList();
        assertThat(left).doesNotContain("Shape", "Expand");
        Tensor x = Tensor.of(ElementType.F32, 2 * ROWS, WIDTH);
        return Compiled.of(folder, graph).run(x).getFirst().toString();
    }

    @Test
    void productOfTurnedOperands() {
        graph.addInitializer(Onnx.tensor("m", OnnxType.F32, 5, WIDTH));
        assertThat(known("FusedMatMul h,m -> r", Onnx.attribute("transB", 1))).isEqualTo("f32[2,2,5]");
    }

    @Test
    void productWithTurnedRows() {
        graph.addInitializer(Onnx.tensor("m", OnnxType.F32, 2, 3));
        assertThat(known("FusedMatMul h,m -> r", Onnx.attribute("transA", 1))).isEqualTo("f32[2,4,3]");
    }

    @Test
    void productWithAWeightOfFewBits() {
        graph.addInitializer(Onnx.tensor("q", OnnxType.U8, 3, 1, 8)).addInitializer(Onnx.tensor("c", OnnxType.F32, 3));
        assertThat(known(
                        "MatMulNBits h,q,c -> r",
                        Onnx.attribute("K", WIDTH),
                        Onnx.attribute("N", 3),
                        Onnx.attribute("block_size", 16)))
                .isEqualTo("f32[2,2,3]");
    }

    @Test
    void attentionWithItsWeights() {
        assertThat(known("Attention h,w,b -> r", HEADS)).isEqualTo("f32[2,2,4]");
    }

    @Test
    void attentionOfSizesOfTheirOwn() {
        assertThat(known("Attention h,w,b -> r", HEADS, Onnx.attribute("qkv_hidden_sizes", List.of(2L, 2L, 8L))))
                .isEqualTo("f32[2,2,8]");
    }

    @Test
    void attentionOfManyHeads() {
        assertThat(known("MultiHeadAttention h,h,h -> r", HEADS)).isEqualTo("f32[2,2,4]");
    }

    @Test
    void attentionOfPackedKeysAndValues() {
        graph.addInitializer(Onnx.integers("pack", -1, 1, 2, 2, 2)).addNode(Onnx.node("kv", "Reshape h,pack -> kv"));
        graph.addInitializer(Onnx.integers("one", -1, 1, WIDTH));
        graph.addInitializer(Onnx.integers("first", 0))
                .addNode(Onnx.node("q", "Gather h,first -> q", Onnx.attribute("axis", 1)));
        assertThat(known("MultiHeadAttention q,kv -> r", HEADS)).isEqualTo("f32[2,1,4]");
    }

    @Test
    void attentionOfGroupsWithPackedKeysAndValues() {
        graph.addInitializer(Onnx.integers("total", 2))
                .addNode(Onnx.node(
                        "last",
                        "ReduceMax h -> top",
                        Onnx.attribute("axes", List.of(1L, 2L)),
                        Onnx.attribute("keepdims", 0)))
                .addNode(Onnx.node("zero", "Mul top,none -> zero"))
                .addInitializer(Onnx.tensor("none", OnnxType.F32))
                .addNode(Onnx.node("more", "Add zero,one -> more"))
                .addInitializer(Onnx.floats("one", OnnxType.F32, List.of(), 1))
                .addNode(Onnx.node("len", "Cast more -> len", Onnx.attribute("to", OnnxType.I32.number())))
                .addNode(Onnx.node("all", "Cast total -> all", Onnx.attribute("to", OnnxType.I32.number())));
        assertThat(known("GroupQueryAttention h,,,,,len,all -> r", HEADS, Onnx.attribute("kv_num_heads", 1)))
                .isEqualTo("f32[2,2,2]");
    }
}
