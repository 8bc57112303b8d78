package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinishProductsTest extends FusionFixture {

    @BeforeEach
    void constants() {
        constant("w", 4, 40);
        constant("b", 40);
        scalar("zero", 0);
        scalar("six", 6);
    }

    private static TensorGraph fused(TensorGraph graph, Tensor... inputs) {
        return passed(Fusion::fuse, graph, 1e-5, inputs);
    }

    private static Object attribute(TensorGraph graph, String name) {
        return ((Step.Apply) graph.body().steps().getLast())
                .attributes()
                .values()
                .get(name);
    }

    @Test
    void addsABias() {
        TensorGraph after = fused(graph("MatMul x,w -> a", "Add b,a -> y"), random(2, 3, 4));
        assertThat(operators(after)).isEqualTo("FusedProduct");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Sigmoid", "Tanh", "HardSwish", "HardSigmoid", "LeakyRelu", "Elu", "Softplus"})
    void activates(String name) {
        TensorGraph after = fused(graph("MatMul x,w -> a", "Add a,b -> c", name + " c -> y"), random(3, 4));
        assertThat(operators(after)).isEqualTo("FusedProduct");
        assertThat(attribute(after, "activation")).isEqualTo(name);
    }

    @Test
    void activatesWithTheAttributesOfTheNode() {
        model().addNode(Onnx.node("a", "MatMul x,w -> a"))
                .addNode(Onnx.node("l", "LeakyRelu a -> y", Onnx.attribute("alpha", 0.3f)));
        TensorGraph after = fused(graph(), random(3, 4));
        assertThat(attribute(after, "activation_alpha")).isEqualTo(0.3f);
    }

    @Test
    void clipsBetweenConstants() {
        TensorGraph after = fused(graph("MatMul x,w -> a", "Clip a,zero,six -> y"), random(3, 4));
        assertThat(operators(after)).isEqualTo("FusedProduct");
        assertThat(attribute(after, "activation_max")).isEqualTo(6f);
    }

    @Test
    void addsBeforeAndAfterTheActivation() {
        input("m");
        TensorGraph before =
                fused(graph("MatMul x,w -> a", "Add a,m -> c", "Tanh c -> y"), random(3, 4), random(3, 40));
        assertThat(operators(before)).isEqualTo("FusedProduct");
        assertThat(attribute(before, "add_last")).isNull();
    }

    @Test
    void addsAfterTheActivation() {
        input("m");
        TensorGraph after =
                fused(graph("MatMul x,w -> a", "Tanh a -> c", "Add m,c -> y"), random(3, 4), random(2, 3, 40));
        assertThat(operators(after)).isEqualTo("FusedProduct");
        assertThat(attribute(after, "add_last")).isEqualTo(1L);
    }

    @Test
    void waitsForWhatItAdds() {
        TensorGraph after =
                fused(graph("MatMul x,w -> a", "MatMul x,w -> c", "Exp c -> e", "Add a,e -> y"), random(2, 4));
        assertThat(operators(after)).isEqualTo("FusedProduct Exp FusedProduct");
    }

    @Test
    void finishesConvolutions() {
        constant("k", 20, 4, 3, 3);
        constant("d", 20, 1, 3, 3);
        constant("each", 1, 20, 1, 1);
        model().addNode(Onnx.node("c", "Conv x,k -> c"))
                .addNode(Onnx.node("b", "Add c,each -> e"))
                .addNode(Onnx.node("r", "Relu e -> r"))
                .addNode(Onnx.node("d", "Conv r,d -> s", Onnx.attribute("group", 20)))
                .addNode(Onnx.node("h", "HardSwish s -> y"));
        assertThat(operators(passed(Fusion::fuse, graph(), 1e-3, random(1, 4, 9, 9))))
                .isEqualTo("ChannelsLast ChannelsLastConv ChannelsLastDepthwise ChannelsFirst");
    }

    @Test
    void leavesWhatSomethingElseReads() {
        output("a");
        assertThat(operators(fused(graph("MatMul x,w -> a", "Relu a -> y"), random(3, 4))))
                .isEqualTo("FusedProduct Relu");
    }

    @Test
    void leavesOtherConstants() {
        assertThat(operators(fused(graph("MatMul x,w -> a", "Add a,six -> y"), random(3, 4))))
                .isEqualTo("FusedProduct Add");
    }

    @Test
    void leavesASecondActivation() {
        assertThat(operators(fused(graph("MatMul x,w -> a", "Relu a -> c", "Tanh c -> y"), random(3, 4))))
                .isEqualTo("FusedProduct Tanh");
    }

    @Test
    void leavesBoundsThatAreNotKnown() {
        input("m");
        assertThat(operators(Fusion.fuse(graph("MatMul x,w -> a", "Clip a,m -> y"))))
                .isEqualTo("FusedProduct Clip");
    }
}
