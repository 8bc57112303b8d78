package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rotary embeddings that are spelt out, of heads `[2,4,3,6]`.
class FuseRotaryEmbeddingTest {

    @TempDir
    Path folder;

    /// @param x as it is declared, and `f` `[batches,3,3]`
    private static Spelling angles(String x, int batches) {
        return Spelling.of(18)
                .input("x", x, 2, 4, 3, 6)
                .input("f", batches == 1 ? "1,T,3" : "B,T,3", batches, 3, 3)
                .number("scaling", 1.25)
                .number("one", 1)
                .integers("at1", 1)
                .integers("at2", 2)
                .integers("from", 0)
                .integers("half", 3)
                .integers("end", Long.MAX_VALUE)
                .integers("last", 3)
                .integers("step", 1)
                .node("Concat f,f -> twice", Onnx.attribute("axis", -1))
                .node("Cos twice -> cos")
                .node("Sin twice -> sin");
    }

    private static Spelling turned(Spelling angles, String cos, String sin) {
        return angles.node("Unsqueeze " + cos + ",at1 -> wideCos")
                .node("Unsqueeze " + sin + ",at1 -> wideSin")
                .node("Mul x,wideCos -> straight")
                .node("Slice x,from,half,last,step -> left")
                .node("Slice x,half,end,last,step -> right")
                .node("Neg right -> negated")
                .node("Concat negated,left -> across", Onnx.attribute("axis", -1))
                .node("Mul across,wideSin -> bent")
                .node("Add straight,bent -> y");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void firesOnTheSpellingOfTransformers(int batches) {
        Spelling spelling = turned(angles("B,4,T,6", batches), "cos", "sin");
        assertThat(spelling.operators(folder)).isEqualTo("Cos Sin RotaryEmbedding");
        spelling.keepsItsValues(folder);
    }

    @Test
    void readsScaledAngles() {
        Spelling spelling = angles("B,4,T,6", 1).node("Mul cos,scaling -> c").node("Mul sin,scaling -> s");
        turned(spelling, "c", "s");
        assertThat(spelling.operators(folder)).isEqualTo("Cos Sin Mul Mul RotaryEmbedding");
        spelling.keepsItsValues(folder);
    }

    @Test
    void leavesOutAFactorOfOne() {
        Spelling spelling = angles("B,4,T,6", 1).node("Mul cos,one -> c").node("Div sin,one -> s");
        turned(spelling, "c", "s");
        assertThat(spelling.operators(folder)).isEqualTo("Cos Sin RotaryEmbedding");
        spelling.keepsItsValues(folder);
    }

    @Test
    void sharesCosinesAmongHeads() {
        Spelling spelling = turned(angles("B,4,T,6", 1), "cos", "sin")
                .node("Neg y -> n")
                .node("Mul n,wideCos -> straight2")
                .node("Split n -> left2,right2", Onnx.attribute("axis", -1), Onnx.attribute("num_outputs", 2))
                .node("Neg right2 -> negated2")
                .node("Concat negated2,left2 -> across2", Onnx.attribute("axis", 3))
                .node("Mul across2,wideSin -> bent2")
                .node("Add bent2,straight2 -> z")
                .output("z");
        assertThat(spelling.operators(folder)).isEqualTo("Cos Sin RotaryEmbedding Neg RotaryEmbedding");
        spelling.keepsItsValues(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "B,4,T,D | heads have D numbers, which has no half",
                "B,4,S,6 | cosines and sines are not known to be [B or 1,1,S,6]"
            })
    void refusesWhatIsNotKnownToFit(String x, String reason) {
        Spelling spelling = turned(angles(x, 1), "cos", "sin");
        assertThat(spelling.operators(folder)).doesNotContain("RotaryEmbedding");
        assertThat(spelling.reason(folder)).isEqualTo(reason);
    }

    @Test
    void refusesOtherPartsOfAHead() {
        Spelling spelling = angles("B,4,T,6", 1)
                .node("Unsqueeze cos,at1 -> wideCos")
                .node("Unsqueeze sin,at1 -> wideSin")
                .node("Mul x,wideCos -> straight")
                .node("Slice x,from,half,last,step -> left")
                .node("Slice x,half,end,last,step -> right")
                .node("Neg left -> negated")
                .node("Concat negated,right -> across", Onnx.attribute("axis", -1))
                .node("Mul across,wideSin -> bent")
                .node("Add straight,bent -> y");
        assertThat(spelling.reason(folder)).isEqualTo("what is turned is not the halves of a head");
    }

    @Test
    void refusesHeadsThatLieBehindRows() {
        Spelling spelling = angles("B,3,T,6", 1)
                .node("Unsqueeze cos,at2 -> wideCos")
                .node("Unsqueeze sin,at2 -> wideSin")
                .node("Slice x,from,half,last,step -> left")
                .node("Slice x,half,end,last,step -> right")
                .node("Mul x,wideCos -> straight")
                .node("Neg right -> negated")
                .node("Concat negated,left -> across", Onnx.attribute("axis", -1))
                .node("Mul across,wideSin -> bent")
                .node("Add straight,bent -> y");
        assertThat(spelling.reason(folder)).isEqualTo("cosines and sines are not known to be [B or 1,1,T,6]");
    }
}
