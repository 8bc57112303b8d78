package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecogniseHardSwishTest extends FusionFixture {

    @BeforeEach
    void constants() {
        scalar("zero", 0);
        scalar("three", 3);
        scalar("six", 6);
    }

    private TensorGraph spelt(String spelling) {
        return graph(spelling.split("; "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Add x,three -> a; Clip a,zero,six -> b; Div b,six -> c; Mul x,c -> y",
                "Add three,x -> a; Clip a,zero,six -> b; Div b,six -> c; Mul c,x -> y",
                "Add x,three -> a; Clip a,zero,six -> b; Mul x,b -> c; Div c,six -> y"
            })
    void firesOnClipping(String spelling) {
        assertThat(operators(passed(RecogniseHardSwish::apply, spelt(spelling), 1e-6, random(3, 50))))
                .isEqualTo("HardSwish");
    }

    @Test
    void firesOnHardSigmoidToTheSameBits() {
        model().addNode(Onnx.node("h", "HardSigmoid x -> a", Onnx.attribute("alpha", 1f / 6)))
                .addNode(Onnx.node("m", "Mul x,a -> y"));
        assertThat(operators(passed(RecogniseHardSwish::apply, graph(), 0, random(3, 50))))
                .isEqualTo("HardSwish");
    }

    @Test
    void leavesAnotherSlope() {
        model().addNode(Onnx.node("h", "HardSigmoid x -> a", Onnx.attribute("alpha", 0.2f)))
                .addNode(Onnx.node("m", "Mul x,a -> y"));
        assertThat(operators(RecogniseHardSwish.apply(graph()))).isEqualTo("HardSigmoid Mul");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another bound, another number, another factor.
                "Add x,three -> a; Clip a,zero,three -> b; Div b,six -> c; Mul x,c -> y",
                "Add x,six -> a; Clip a,zero,six -> b; Div b,six -> c; Mul x,c -> y",
                "Add x,three -> a; Clip a,zero,six -> b; Div b,three -> c; Mul x,c -> y",
                "Relu x -> r; Add x,three -> a; Clip a,zero,six -> b; Div b,six -> c; Mul r,c -> y"
            })
    void leavesWhatIsNotQuiteIt(String spelling) {
        TensorGraph graph = spelt(spelling);
        assertThat(operators(RecogniseHardSwish.apply(graph))).isEqualTo(operators(graph));
    }

    @Test
    void leavesWhatSomethingElseReads() {
        output("b");
        TensorGraph graph = spelt("Add x,three -> a; Clip a,zero,six -> b; Div b,six -> c; Mul x,c -> y");
        assertThat(operators(RecogniseHardSwish.apply(graph))).isEqualTo(operators(graph));
    }
}
