package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeSparseLinearsTest extends FusionFixture {

    private static final String LINEAR = "dev.rsparse.SparseLowRankLinear x,w,c,t,v,u -> ";

    @BeforeEach
    void constants() {
        constant("w", 70, 40);
        constant("c", 70);
        scalar("t", 0.5);
        constant("v", 70, 3);
        constant("u", 3, 40);
        constant("b", 40);
    }

    private static TensorGraph fused(TensorGraph graph, Tensor... inputs) {
        return passed(Fusion::fuse, graph, 1e-4, inputs);
    }

    @Test
    void firesWhereWeightsAreKnown() {
        TensorGraph after = fused(graph(LINEAR + "y"), random(2, 3, 70));
        assertThat(operators(after)).isEqualTo("FusedSparseLinear");
        assertThat(after.constants()).hasSize(5);
    }

    @Test
    void joinsWhatFollows() {
        input("m");
        TensorGraph after = fused(
                graph(LINEAR + "p", "Add p,b -> q", "Relu q -> r", "Add r,m -> y"), random(20, 70), random(20, 40));
        assertThat(operators(after)).isEqualTo("FusedSparseLinear");
        assertThat(((Step.Apply) after.body().steps().getFirst()).attributes().values())
                .containsEntry("activation", "Relu")
                .containsEntry("add_last", 1L);
    }

    @Test
    void leavesOutFactorsOfZeros() {
        constant(Onnx.tensor("v0", OnnxType.F32, 70, 1));
        constant(Onnx.tensor("u0", OnnxType.F32, 1, 40));
        TensorGraph after = fused(graph("dev.rsparse.SparseLowRankLinear x,w,c,t,v0,u0 -> y"), random(3, 70));
        assertThat(operators(after)).isEqualTo("FusedSparseLinear");
        assertThat(after.constants()).hasSize(3);
    }

    @Test
    void leavesAWeightThatIsNotKnown() {
        input("m");
        assertThat(operators(Fusion.fuse(graph("dev.rsparse.SparseLowRankLinear x,m,c,t,v,u -> y"))))
                .isEqualTo("SparseLowRankLinear");
    }

    @Test
    void leavesShapesThatDoNotGoTogether() {
        constant("other", 71);
        assertThat(operators(Fusion.fuse(graph("dev.rsparse.SparseLowRankLinear x,w,other,t,v,u -> y"))))
                .isEqualTo("SparseLowRankLinear");
    }

    @Test
    void leavesOtherTypes() {
        for (TensorProto constant : List.of(
                Onnx.tensor("w16", OnnxType.F16, 70, 40),
                Onnx.tensor("v16", OnnxType.F16, 70, 1),
                Onnx.tensor("u16", OnnxType.F16, 1, 40))) {
            constant(constant);
        }
        assertThat(operators(Fusion.fuse(graph("dev.rsparse.SparseLowRankLinear x,w16,c,t,v16,u16 -> y"))))
                .isEqualTo("SparseLowRankLinear");
    }
}
