package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackProductsTest extends FusionFixture {

    @BeforeEach
    void constants() {
        constant("w", 4, 40);
        constant("t", 40, 4);
        constant("b", 40);
        constant("one", 1);
    }

    private static TensorGraph packed(TensorGraph graph, Tensor... inputs) {
        return passed(PackProducts::apply, graph, 1e-5, inputs);
    }

    @Test
    void firesOnMatMul() {
        assertThat(operators(packed(graph("MatMul x,w -> y"), random(2, 3, 4)))).isEqualTo("FusedProduct");
    }

    @Test
    void firesOnMatMulOfARow() {
        assertThat(operators(packed(graph("MatMul x,w -> y"), random(4)))).isEqualTo("FusedProduct");
    }

    @Test
    void firesOnGemmThatReadsATranspose() {
        model().addNode(Onnx.node("g", "Gemm x,t,b -> y", Onnx.attribute("transB", 1)));
        assertThat(operators(packed(graph(), random(5, 4)))).isEqualTo("FusedProduct");
    }

    @Test
    void productsOfOneMatrixShareItsPanels() {
        output("z");
        TensorGraph after = packed(graph("MatMul x,w -> y", "Gemm x,w,b -> z"), random(2, 4));
        assertThat(operators(after)).isEqualTo("FusedProduct FusedProduct");
        assertThat(after.constants()).hasSize(2);
    }

    @Test
    void leavesAMatrixThatSomethingElseReads() {
        output("z");
        assertThat(operators(PackProducts.apply(graph("MatMul x,w -> y", "Gather w,x -> z"))))
                .isEqualTo("MatMul Gather");
    }

    @Test
    void leavesAMatrixThatIsNotKnown() {
        input("m");
        assertThat(operators(PackProducts.apply(graph("MatMul x,m -> y")))).isEqualTo("MatMul");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha", "beta"})
    void leavesScaledProducts(String factor) {
        model().addNode(Onnx.node("g", "Gemm x,w,b -> y", Onnx.attribute(factor, 2f)));
        assertThat(operators(PackProducts.apply(graph()))).isEqualTo("Gemm");
    }

    @Test
    void leavesABiasThatIsStretched() {
        assertThat(operators(PackProducts.apply(graph("Gemm x,w,one -> y")))).isEqualTo("Gemm");
    }
}
