package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.in.Step;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rotary embeddings of heads `[2,4,3,6]` whose halves change places and whose sines bear the signs.
class FuseSwappedRotaryEmbeddingTest {

    private static final double[] FREQUENCIES = {1, 0.5, 0.2, 1, 0.5, 0.2};
    private static final double[] SIGNS = {-1, -1, -1, 1, 1, 1};

    @TempDir
    Path folder;

    /// @param p positions as they are declared, `[3,1]` or `[1,3,1]`
    private static Spelling angles(String x, String p, double[] frequencies, double[] magnitudes, double[] signs) {
        int[] positions = p.startsWith("1,") ? new int[] {1, 3, 1} : new int[] {3, 1};
        return Spelling.of(21)
                .input("x", x, 2, 4, 3, 6)
                .input("p", p, positions)
                .vector("f", frequencies)
                .vector("magnitudes", magnitudes)
                .vector("signs", signs)
                .integers("halves", 3, 3)
                .integers("parts", 2, 2, 2)
                .node("Mul p,f -> angles")
                .node("Cos angles -> plain")
                .node("Mul plain,magnitudes -> cos")
                .node("Sin angles -> sines")
                .node("Mul sines,signs -> sin");
    }

    private static Spelling angles(String x, String p) {
        return angles(x, p, FREQUENCIES, new double[] {1, 1, 1, 1, 1, 1}, SIGNS);
    }

    private static Spelling turned(Spelling angles, String order) {
        return angles.node("Mul x,cos -> same")
                .node("Split x,halves -> left,right", Onnx.attribute("axis", -1))
                .node("Concat " + order + " -> swapped", Onnx.attribute("axis", -1))
                .node("Mul swapped,sin -> other")
                .node("Add same,other -> y");
    }

    private static String embedding(Recognition recognition) {
        return recognition.graph().body().steps().stream()
                .filter(step -> step instanceof Step.Apply apply
                        && apply.operator().name().equals("RotaryEmbedding"))
                .map(step -> ((Step.Apply) step).attributes().values().toString())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"T,1", "1,T,1"})
    void firesOnTheSpellingOfOurExports(String positions) {
        Spelling spelling = turned(angles("B,4,T,6", positions), "right,left");
        assertThat(spelling.operators(folder)).endsWith("RotaryEmbedding").doesNotContain("Concat", "Split", "Add");
        assertThat(embedding(spelling.recognise(folder))).isEqualTo("{interleaved=0}");
        spelling.keepsItsValues(folder);
    }

    @Test
    void takesMagnitudesIntoCosinesAndSines() {
        double[] magnitudes = {1.25, 1.25, 1.25, 1.25, 1.25, 1.25};
        double[] signs = {-1.25, -1.25, -1.25, 1.25, 1.25, 1.25};
        Spelling spelling = turned(angles("B,4,T,6", "T,1", FREQUENCIES, magnitudes, signs), "right,left");
        assertThat(spelling.operators(folder)).endsWith("RotaryEmbedding").doesNotContain("Concat");
        spelling.keepsItsValues(folder);
    }

    private static Spelling partly(double[] signs, double last) {
        double[] frequencies = {1, 0.5, 1, 0.5, 0, last};
        return angles("B,4,T,6", "T,1", frequencies, new double[] {2, 2, 2, 2, 1, 1}, signs)
                .node("Split x,parts -> first,second,rest", Onnx.attribute("axis", -1))
                .node("Mul cos,x -> same")
                .node("Concat second,first,rest -> swapped", Onnx.attribute("axis", -1))
                .node("Mul sin,swapped -> other")
                .node("Add other,same -> y");
    }

    @Test
    void turnsThePartOfAHeadThatTurns() {
        Spelling spelling = partly(new double[] {-2, -2, 2, 2, 0, 0}, 0);
        assertThat(spelling.operators(folder)).endsWith("RotaryEmbedding").doesNotContain("Concat", "Split", "Add");
        assertThat(embedding(spelling.recognise(folder))).isEqualTo("{interleaved=0, rotary_embedding_dim=4}");
        spelling.keepsItsValues(folder);
    }

    @Test
    void leavesHeadsWhoseRestIsAddedTwice() {
        Spelling spelling = partly(new double[] {-2, -2, 2, 2, 1, 1}, 0);
        assertThat(spelling.reason(folder)).isEqualTo("what stands behind the halves turns, too");
        spelling.keepsItsValues(folder);
    }

    @Test
    void isNotAboutFrequenciesThatDiffer() {
        Spelling spelling = partly(new double[] {-2, -2, 2, 2, 0, 0}, 0.1);
        assertThat(spelling.operators(folder)).doesNotContain("RotaryEmbedding");
        assertThat(spelling.recognise(folder).nearMisses()).isEmpty();
    }

    @Test
    void leavesHalvesInTheirPlaces() {
        Spelling spelling = turned(angles("B,4,T,6", "T,1"), "left,right");
        assertThat(spelling.reason(folder)).isEqualTo("what is swapped is not the halves of what turns");
        spelling.keepsItsValues(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "B,4,T,D | T,1 | what is turned is not known to have 4 axes, the last of a known extent",
                "B,4,S,6 | T,1 | cosines and sines are not known to be [S,6]"
            })
    void refusesWhatIsNotKnownToFit(String x, String positions, String reason) {
        Spelling spelling = turned(angles(x, positions), "right,left");
        assertThat(spelling.operators(folder)).doesNotContain("RotaryEmbedding");
        assertThat(spelling.reason(folder)).isEqualTo(reason);
    }

    @Test
    void sharesHalvedAnglesAmongHeads() {
        Spelling spelling = turned(angles("B,4,T,6", "T,1"), "right,left")
                .node("Neg y -> n")
                .node("Mul n,cos -> same2")
                .node("Split n,halves -> left2,right2", Onnx.attribute("axis", 3))
                .node("Concat right2,left2 -> swapped2", Onnx.attribute("axis", 3))
                .node("Mul swapped2,sin -> other2")
                .node("Add same2,other2 -> z")
                .output("z");
        assertThat(spelling.operators(folder)).containsOnlyOnce("Cos").containsOnlyOnce("Sin");
        spelling.keepsItsValues(folder);
    }
}
