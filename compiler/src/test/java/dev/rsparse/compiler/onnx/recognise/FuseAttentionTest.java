package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.Step;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Attention that is spelt out, of queries `[2,4,3,6]`, keys `[2,4,5,6]` and values `[2,4,5,7]`.
class FuseAttentionTest {

    private static final double LOWEST = -3.4028234663852886E38;

    @TempDir
    Path folder;

    private static Spelling spelling(String nodes) {
        Spelling spelling = Spelling.of(18)
                .input("q", "B,4,S,6", 2, 4, 3, 6)
                .input("k", "B,4,T,6", 2, 4, 5, 6)
                .input("v", "B,4,T,7", 2, 4, 5, 7);
        return numbers(spelling, nodes);
    }

    private static Spelling numbers(Spelling spelling, String nodes) {
        spelling.number("half", 0.5)
                .number("root", Math.sqrt(6))
                .number("zero", 0)
                .number("infinite", Double.NEGATIVE_INFINITY)
                .number("lowest", LOWEST)
                .number("low", -10000);
        for (String node : nodes.split("; ", -1)) {
            if (node.startsWith("Transpose")) {
                String[] words = node.split(" ");
                List<Long> axes =
                        words[1].chars().mapToObj(digit -> (long) digit - '0').toList();
                spelling.node(
                        "Transpose " + String.join(" ", List.of(words).subList(2, words.length)),
                        Onnx.attribute("perm", axes));
            } else {
                spelling.node(node);
            }
        }
        return spelling;
    }

    private static Step.Apply attention(Recognition recognition) {
        return recognition.graph().body().steps().stream()
                .filter(step -> step instanceof Step.Apply apply
                        && apply.operator().name().equals("Attention"))
                .map(Step.Apply.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mul q,half -> a; Transpose 0132 k -> t; Mul t,half -> b; MatMul a,b -> s; Softmax s -> w;"
                        + " MatMul w,v -> y | 0.25",
                "Transpose 0132 k -> t; MatMul q,t -> p; Div p,root -> s; Softmax s -> w; MatMul w,v -> y | 0.40824828",
                "Transpose 0132 k -> t; MatMul q,t -> p; Mul half,p -> s; Softmax s -> w; MatMul w,v -> y | 0.5",
                "Mul k,half -> h; Transpose 0132 h -> t; MatMul q,t -> s; Softmax s -> w; MatMul w,v -> y | 0.5"
            })
    void takesUpNumbersAroundTheProduct(String nodes, float scale) {
        Spelling spelling = spelling(nodes);
        assertThat(spelling.operators(folder)).isEqualTo("Attention");
        assertThat(attention(spelling.recognise(folder)).attributes().values()).containsEntry("scale", scale);
        spelling.keepsItsValues(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Add p,m -> s; Softmax s -> w; MatMul w,v -> y | Attention",
                "Add m,p -> s; Softmax s -> w; IsNaN w -> n; Where n,zero,w -> g; MatMul g,v -> y | Attention",
                "Less m,zero -> c; Where c,p,infinite -> s; Softmax s -> w; MatMul w,v -> y | Less Attention",
                "Less m,zero -> c; Where c,infinite,p -> s; Softmax s -> w; MatMul w,v -> y | Less Not Attention",
                "Less m,zero -> c; Where c,p,lowest -> s; Softmax s -> w; MatMul w,v -> y | Less Where Attention",
                "Less m,zero -> c; Where c,lowest,p -> s; Softmax s -> w; MatMul w,v -> y | Less Where Attention"
            })
    void firesOnMasks(String nodes, String operators) {
        for (String mask : List.of("B,1,S,T 2 1 3 5", "1,1,S,1 1 1 3 1", "4,S,T 4 3 5", "T 5")) {
            String[] shape = mask.split(" ");
            int[] extents = new int[shape.length - 1];
            Arrays.setAll(extents, i -> Integer.parseInt(shape[i + 1]));
            Spelling spelling =
                    spelling("Transpose 0132 k -> t; MatMul q,t -> p; " + nodes).input("m", shape[0], extents);
            assertThat(spelling.operators(folder)).as(mask).isEqualTo(operators);
            spelling.keepsItsValues(folder);
        }
    }

    /// Queries that see no key: NaN, or 0 where the model says so.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Add p,m -> s; Softmax s -> w; MatMul w,v -> y",
                "Add p,m -> s; Softmax s -> w; IsNaN w -> n; Where n,zero,w -> g; MatMul g,v -> y",
                "IsInf m -> c; Where c,infinite,p -> s; Softmax s -> w; MatMul w,v -> y",
                "IsInf m -> c; Where c,lowest,p -> s; Softmax s -> w; MatMul w,v -> y"
            })
    void keepsWhatQueriesGiveThatSeeNoKey(String nodes) {
        Spelling spelling = spelling("Transpose 0132 k -> t; MatMul q,t -> p; Log x -> l; Mul l,l -> o;"
                        + " Sub zero,o -> m; " + nodes)
                .input("x", "B,1,S,1", 2, 1, 3, 1);
        spelling.keepsItsValues(folder);
        spelling.keepsItsValues(folder, tensor -> tensor.setNumber(1, 0));
    }

    @Test
    void readsSharedHeadsOnce() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", "B,4,S,6", 2, 4, 3, 6)
                        .input("few", "B,2,T,6", 2, 2, 5, 6)
                        .input("values", "B,2,T,7", 2, 2, 5, 7)
                        .integers("at2", 2)
                        .integers("wide", 1, 1, 2, 1, 1)
                        .integers("flat", 0, 4, -1, 6)
                        .integers("flatter", 0, 4, -1, 7),
                "Unsqueeze few,at2 -> k0; Expand k0,wide -> k1; Reshape k1,flat -> k; Unsqueeze values,at2 -> v0;"
                        + " Expand v0,wide -> v1; Reshape v1,flatter -> v; Transpose 0132 k -> t; MatMul q,t -> p;"
                        + " Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.operators(folder)).isEqualTo("Attention");
        spelling.keepsItsValues(folder);
    }

    /// As exporters write a transpose of the last axes that they think of as one of three axes.
    @Test
    void readsKeysThatAreTurnedOverFlat() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", "B,4,S,6", 2, 4, 3, 6)
                        .input("k", "B,4,5,6", 2, 4, 5, 6)
                        .input("v", "B,4,5,7", 2, 4, 5, 7)
                        .integers("flat", -1, 5, 6)
                        .integers("turned", -1, 4, 6, 5),
                "Reshape k,flat -> k1; Transpose 021 k1 -> k2; Reshape k2,turned -> t; MatMul q,t -> p;"
                        + " Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.operators(folder)).isEqualTo("Attention");
        spelling.keepsItsValues(folder);
    }

    @Test
    void turnsKeysThatLieBehindRows() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", "B,4,S,6", 2, 4, 3, 6)
                        .input("rows", "B,T,4,6", 2, 5, 4, 6)
                        .input("v", "B,4,T,7", 2, 4, 5, 7),
                "Transpose 0231 rows -> t; MatMul q,t -> p; Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.operators(folder)).isEqualTo("Transpose Attention");
        spelling.keepsItsValues(folder);
    }

    /// The cache stays what it is: keys and values are those that were joined.
    @Test
    void readsKeysAndValuesBehindACache() {
        Spelling spelling = Spelling.of(18)
                .input("q", "B,4,S,6", 2, 4, 3, 6)
                .input("past_k", "B,4,P,6", 2, 4, 2, 6)
                .input("past_v", "B,4,P,7", 2, 4, 2, 7)
                .input("new_k", "B,4,S,6", 2, 4, 3, 6)
                .input("new_v", "B,4,S,7", 2, 4, 3, 7)
                .node("Concat past_k,new_k -> k", Onnx.attribute("axis", -2))
                .node("Concat past_v,new_v -> v", Onnx.attribute("axis", -2))
                .output("k")
                .output("v");
        numbers(spelling, "Transpose 0132 k -> t; MatMul q,t -> p; Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.operators(folder)).isEqualTo("Concat Concat Attention");
        spelling.keepsItsValues(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Softmax p -> w; MatMul w,v -> y; Neg w -> weights | what Softmax \"w\" gives is read elsewhere, too",
                "Less p,zero -> c; Where c,p,low -> s; Softmax s -> w; MatMul w,v -> y |"
                        + " scores that are masked are -10000.0, which weighs where all are",
                "Neg p -> s; Softmax s -> w; MatMul w,v -> y |"
                        + " what Softmax reads is not a product, scaled, capped and masked once at most"
            })
    void refusesWhatAttentionDoesNotGive(String nodes, String reason) {
        Spelling spelling = spelling("Transpose 0132 k -> t; MatMul q,t -> p; " + nodes);
        if (nodes.contains("weights")) {
            spelling.output("weights");
        }
        assertThat(spelling.operators(folder)).doesNotContain("Attention");
        assertThat(spelling.reason(folder)).isEqualTo(reason);
    }

    @Test
    void refusesKeysThatAreNotTurnedOver() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", "B,4,S,6", 2, 4, 3, 6)
                        .input("t", "B,4,6,T", 2, 4, 6, 5)
                        .input("v", "B,4,T,7", 2, 4, 5, 7),
                "MatMul q,t -> p; Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.reason(folder)).isEqualTo("keys are not turned over by a Transpose");
    }

    @Test
    void refusesBatchesThatAreNotKnownToBeTheSame() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", "B,4,S,6", 2, 4, 3, 6)
                        .input("k", "C,4,T,6", 1, 4, 5, 6)
                        .input("v", "B,4,T,7", 2, 4, 5, 7),
                "Transpose 0132 k -> t; MatMul q,t -> p; Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.reason(folder))
                .isEqualTo("queries [B, 4, S, 6], keys [C, 4, 6, T] and values [B, 4, T, 7] are not known to go"
                        + " together");
        spelling.keepsItsValues(folder);
    }

    @Test
    void refusesAMaskThatMayStretchTheScores() {
        Spelling spelling = spelling(
                        "Transpose 0132 k -> t; MatMul q,t -> p; Add p,m -> s; Softmax s -> w;" + " MatMul w,v -> y")
                .input("m", "C,1,S,T", 2, 1, 3, 5);
        assertThat(spelling.reason(folder))
                .isEqualTo("the mask is not known to be stretched to the scores [B, 4, S, T]");
    }

    @Test
    void refusesTypesThatAttentionDoesNotTake() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", OnnxType.F64, "B,4,S,6", 2, 4, 3, 6)
                        .input("k", OnnxType.F64, "B,4,T,6", 2, 4, 5, 6)
                        .input("v", OnnxType.F64, "B,4,T,7", 2, 4, 5, 7),
                "Transpose 0132 k -> t; MatMul q,t -> p; Softmax p -> w; MatMul w,v -> y");
        assertThat(spelling.reason(folder))
                .isEqualTo("queries, keys and values are not known to be of one type that attention takes");
    }

    @Test
    void refusesSoftmaxAlongAnotherAxis() {
        Spelling spelling = spelling("Transpose 0132 k -> t; MatMul q,t -> p")
                .node("Softmax p -> w", Onnx.attribute("axis", 2))
                .node("MatMul w,v -> y");
        assertThat(spelling.reason(folder)).isEqualTo("Softmax is not along the last axis");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mul p,half -> a; Div a,root -> b; Tanh b -> c; Mul c,root -> s | 0.5",
                "Mul p,half -> b; Tanh b -> c; Mul root,c -> s | 1.2247449",
                "Tanh p -> c; Mul c,root -> s | 2.4494898"
            })
    void takesUpACapOfScores(String scores, float scale) {
        Spelling spelling = spelling("Transpose 0132 k -> t; MatMul q,t -> p; " + scores
                        + "; Add s,m -> masked; Softmax masked -> w; MatMul w,v -> y")
                .input("m", "S,T", 3, 5);
        assertThat(spelling.operators(folder)).isEqualTo("Attention");
        assertThat(attention(spelling.recognise(folder)).attributes().values())
                .containsEntry("scale", scale)
                .containsEntry("softcap", (float) Math.sqrt(6));
        spelling.keepsItsValues(folder);
    }

    @Test
    void leavesACapThatIsAppliedBehindTheMask() {
        Spelling spelling = spelling("Transpose 0132 k -> t; MatMul q,t -> p; Add p,m -> masked; Tanh masked -> c;"
                        + " Mul c,root -> s; Softmax s -> w; MatMul w,v -> y")
                .input("m", "S,T", 3, 5);
        assertThat(spelling.operators(folder)).doesNotContain("Attention");
        assertThat(spelling.reason(folder))
                .isEqualTo("what Softmax reads is not a product, scaled, capped and masked once at most");
    }

    /// Queries `[2,4,3,6]` in two groups, keys `[2,2,5,6]` and values `[2,2,5,7]`, and a mask.
    private static Spelling groups(String mask, int... extents) {
        Spelling spelling = Spelling.of(18)
                .input("q", "B,4,S,6", 2, 4, 3, 6)
                .input("k", "B,2,T,6", 2, 2, 5, 6)
                .input("v", "B,2,T,7", 2, 2, 5, 7)
                .integers("two", 2)
                .integers("groups", 0, 2, 2, -1, 6)
                .integers("rows", 0, 0, 28);
        if (!mask.isEmpty()) {
            spelling.input("m", mask, extents);
        }
        return numbers(
                spelling,
                "Reshape q,groups -> g; Transpose 0132 k -> t; Unsqueeze t,two -> kt; Unsqueeze v,two -> vt;"
                        + " MatMul g,kt -> p; Mul p,half -> s; " + (mask.isEmpty() ? "" : "Add s,m -> masked; ")
                        + "Softmax " + (mask.isEmpty() ? "s" : "masked") + " -> w; MatMul w,vt -> a;"
                        + " Transpose 03124 a -> r; Reshape r,rows -> y");
    }

    @Test
    void readsKeysOfGroupsOnce() {
        for (Spelling spelling : List.of(groups(""), groups("S,T", 3, 5), groups("1,1,S,T", 1, 1, 3, 5))) {
            assertThat(spelling.operators(folder)).endsWith("Attention Transpose Reshape");
            spelling.keepsItsValues(folder);
        }
    }

    @Test
    void leavesGroupsThatAMaskTellsApart() {
        Spelling spelling = groups("2,S,T", 2, 3, 5);
        assertThat(spelling.operators(folder)).doesNotContain("Attention");
        assertThat(spelling.reason(folder)).contains("are not known to go together");
    }

    @Test
    void leavesTheAxesOfGroupsThatAShapeTakesOver() {
        Spelling spelling = numbers(
                Spelling.of(18)
                        .input("q", "B,4,S,6", 2, 4, 3, 6)
                        .integers("groups", 0, 2, 2, -1, 6)
                        .integers("rows", 0, 0, 0, 12),
                "Reshape q,groups -> g; Transpose 03124 g -> r; Reshape r,rows -> y");
        assertThat(spelling.operators(folder)).isEqualTo("Reshape Transpose Reshape");
        spelling.keepsItsValues(folder);
    }
}
