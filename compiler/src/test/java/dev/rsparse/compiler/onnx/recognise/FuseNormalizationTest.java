package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Normalisations that are spelt out, with the weights that they take up.
class FuseNormalizationTest {

    @TempDir
    Path folder;

    /// As torch's exporter for transformers writes it, up to the weight.
    private static Spelling rms(String declared, double... weight) {
        return Spelling.of(18)
                .input("x", declared, 2, 3, 4)
                .number("two", 2)
                .number("eps", 1e-6)
                .integers("last", -1)
                .vector("w", weight)
                .node("Pow x,two -> square")
                .node("ReduceMean square,last -> mean")
                .node("Add mean,eps -> sum")
                .node("Sqrt sum -> root")
                .node("Reciprocal root -> inverse")
                .node("Mul x,inverse -> normed");
    }

    private static Spelling weighted(String declared) {
        return rms(declared, 1, 2, -3, 0.5).node("Mul w,normed -> y");
    }

    /// As torch's older exporter writes it, up to the weight.
    private static Spelling layer(int version) {
        return Spelling.of(version)
                .input("x", "B,T,4", 2, 3, 4)
                .number("two", 2)
                .number("eps", 1e-5)
                .vector("w", 1, 2, -3, 0.5)
                .vector("b", 0, 1, 2, 3)
                .node("ReduceMean x -> mean", Onnx.attribute("axes", List.of(-1L)))
                .node("Sub x,mean -> centred")
                .node("Pow centred,two -> square")
                .node("ReduceMean square -> variance", Onnx.attribute("axes", List.of(-1L)))
                .node("Add variance,eps -> sum")
                .node("Sqrt sum -> root");
    }

    @Test
    void firesOnTheSpellingOfTorch() {
        assertThat(weighted("B,T,4").operators(folder)).isEqualTo("RMSNormalization");
        assertThat(weighted("B,T,4").recognise(folder).fused())
                .containsExactly(new Recognition.Fused("RMSNormalization", "Mul \"normed\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sqrt sum -> r; Div x,r -> y",
                "Sqrt sum -> r; Div one,r -> i; Mul i,x -> y",
                "Pow sum,half -> r; Div x,r -> y",
                "Pow sum,minus -> i; Mul x,i -> y"
            })
    void firesOnOtherSpellings(String nodes) {
        Spelling spelling = Spelling.of(18)
                .input("x", "B,T,4", 2, 3, 4)
                .number("one", 1)
                .number("half", 0.5)
                .number("minus", -0.5)
                .number("eps", 1e-6)
                .integers("last", -1)
                .node("Mul x,x -> square")
                .node("ReduceMean square,last -> mean")
                .node("Add eps,mean -> sum");
        for (String node : nodes.split("; ", -1)) {
            spelling.node(node);
        }
        assertThat(spelling.operators(folder)).isEqualTo("RMSNormalization");
        spelling.keepsItsValues(folder);
    }

    @Test
    void keepsTheValuesOfMeansOfSquares() {
        weighted("B,T,4").keepsItsValues(folder);
    }

    @Test
    void refusesAWeightThatMayStretchTheRows() {
        assertThat(weighted("B,T,D").operators(folder)).isEqualTo("RMSNormalization Mul");
        assertThat(weighted("B,T,D").reason(folder))
                .isEqualTo("the constant f32[4] is not known to fit the axes that are normalised");
        weighted("B,T,D").keepsItsValues(folder);
    }

    @Test
    void refusesMeansOverOtherAxes() {
        Spelling other = Spelling.of(17)
                .input("x", "B,T,4", 2, 3, 4)
                .number("eps", 1e-6)
                .node("Mul x,x -> square")
                .node("ReduceMean square -> mean", Onnx.attribute("axes", List.of(1L)))
                .node("Add eps,mean -> sum")
                .node("Sqrt sum -> r")
                .node("Div x,r -> y");
        assertThat(other.operators(folder)).isEqualTo("Mul ReduceMean Add Sqrt Div");
        assertThat(other.reason(folder)).isEqualTo("the mean is over axis 1");
    }

    @Test
    void takesAxesThatAreCountedFromTheFirst() {
        Spelling other = Spelling.of(17)
                .input("x", "B,T,4", 2, 3, 4)
                .number("eps", 1e-6)
                .node("Mul x,x -> square")
                .node("ReduceMean square -> mean", Onnx.attribute("axes", List.of(1L, 2L)))
                .node("Add eps,mean -> sum")
                .node("Sqrt sum -> r")
                .node("Div x,r -> y");
        assertThat(other.operators(folder)).isEqualTo("RMSNormalization");
        other.keepsItsValues(folder);
    }

    @Test
    void refusesAnEpsilonThatIsComputed() {
        Spelling other = Spelling.of(18)
                .input("x", "B,T,4", 2, 3, 4)
                .input("eps", "1", 1)
                .integers("last", -1)
                .node("Mul x,x -> square")
                .node("Abs eps -> positive")
                .node("ReduceMean square,last -> mean")
                .node("Add mean,positive -> sum")
                .node("Sqrt sum -> r")
                .node("Div x,r -> y");
        assertThat(other.reason(folder)).isEqualTo("epsilon is not one constant number");
    }

    @Test
    void refusesWhatIsReadElsewhere() {
        Spelling other = weighted("B,T,4").output("root");
        assertThat(other.operators(folder)).contains("Sqrt").doesNotContain("Norm");
        assertThat(other.reason(folder)).isEqualTo("what Sqrt \"root\" gives is read elsewhere, too");
    }

    @Test
    void firesOnMeansThatAreTakenOff() {
        Spelling layer = layer(17)
                .node("Div centred,root -> normed")
                .node("Mul normed,w -> scaled")
                .node("Add b,scaled -> y");
        assertThat(layer.operators(folder)).isEqualTo("LayerNormalization");
        assertThat(layer.recognise(folder).fused())
                .containsExactly(new Recognition.Fused("LayerNormalization", "Div \"normed\""));
        layer.keepsItsValues(folder);
    }

    @Test
    void takesUpAShiftWithoutAScale() {
        Spelling layer = layer(13).node("Div centred,root -> normed").node("Add normed,b -> y");
        assertThat(layer.operators(folder)).isEqualTo("LayerNormalization");
        layer.keepsItsValues(folder);
    }

    @Test
    void refusesAMeanAndAVarianceOverOtherAxes() {
        Spelling other = Spelling.of(17)
                .input("x", "B,T,4", 2, 3, 4)
                .number("eps", 1e-5)
                .node("ReduceMean x -> mean", Onnx.attribute("axes", List.of(-1L)))
                .node("Sub x,mean -> centred")
                .node("Mul centred,centred -> square")
                .node("ReduceMean square -> variance", Onnx.attribute("axes", List.of(-2L, -1L)))
                .node("Add variance,eps -> sum")
                .node("Sqrt sum -> root")
                .node("Div centred,root -> y");
        assertThat(other.recognise(folder).nearMisses()).isEmpty();
        assertThat(other.operators(folder)).isEqualTo("ReduceMean Sub RMSNormalization");
        other.keepsItsValues(folder);
    }
}
