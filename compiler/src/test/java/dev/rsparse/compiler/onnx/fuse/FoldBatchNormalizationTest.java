package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldBatchNormalizationTest extends FusionFixture {

    private static final String NORM = "BatchNormalization c,s,b,m,v -> y";

    @BeforeEach
    void constants() {
        constant("w", 5, 3, 2, 2);
        constant("cb", 5);
        for (String name : new String[] {"s", "b", "m", "v"}) {
            constant(name, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Conv x,w,cb -> c", "Conv x,w -> c"})
    void fires(String conv) {
        assertThat(operators(passed(FoldBatchNormalization::apply, graph(conv, NORM), 1e-4, random(2, 3, 6, 7))))
                .isEqualTo("Conv");
    }

    @Test
    void leavesAConvolutionThatSomethingElseReads() {
        output("c");
        assertThat(operators(FoldBatchNormalization.apply(graph("Conv x,w,cb -> c", NORM))))
                .isEqualTo("Conv BatchNormalization");
    }

    @Test
    void leavesWeightsThatAreNotKnown() {
        input("k");
        assertThat(operators(FoldBatchNormalization.apply(graph("Conv x,k,cb -> c", NORM))))
                .isEqualTo("Conv BatchNormalization");
    }

    @Test
    void leavesNormalisationWithoutConvolution() {
        assertThat(operators(FoldBatchNormalization.apply(graph("Relu x -> c", NORM))))
                .isEqualTo("Relu BatchNormalization");
    }
}
