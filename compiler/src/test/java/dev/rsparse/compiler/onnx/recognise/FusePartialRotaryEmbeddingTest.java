package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.in.Step;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Heads `[2,4,3,10]` of which the first six numbers are turned.
class FusePartialRotaryEmbeddingTest {

    @TempDir
    Path folder;

    /// @param rest where the numbers that are not turned begin
    private static Spelling spelling(int turned, int rest) {
        return Spelling.of(18)
                .input("x", "B,4,T,10", 2, 4, 3, 10)
                .input("f", "1,T,3", 1, 3, 3)
                .integers("at1", 1)
                .integers("from", 0)
                .integers("half", 3)
                .integers("turned", turned)
                .integers("rest", rest)
                .integers("end", Long.MAX_VALUE)
                .integers("last", 3)
                .node("Concat f,f -> twice", Onnx.attribute("axis", -1))
                .node("Cos twice -> cos")
                .node("Sin twice -> sin")
                .node("Unsqueeze cos,at1 -> wideCos")
                .node("Unsqueeze sin,at1 -> wideSin")
                .node("Slice x,from,turned,last -> first")
                .node("Slice x,rest,end,last -> others")
                .node("Mul first,wideCos -> straight")
                .node("Slice first,from,half,last -> left")
                .node("Slice first,half,end,last -> right")
                .node("Neg right -> negated")
                .node("Concat negated,left -> across", Onnx.attribute("axis", -1))
                .node("Mul across,wideSin -> bent")
                .node("Add straight,bent -> some")
                .node("Concat some,others -> y", Onnx.attribute("axis", -1));
    }

    @Test
    void firesOnTheSpellingOfTransformers() {
        Spelling spelling = spelling(6, 6);
        assertThat(spelling.operators(folder)).isEqualTo("Cos Sin RotaryEmbedding");
        Step.Apply fused =
                (Step.Apply) spelling.recognise(folder).graph().body().steps().getLast();
        assertThat(fused.attributes().integer("rotary_embedding_dim", 0)).isEqualTo(6);
        spelling.keepsItsValues(folder);
    }

    @ParameterizedTest
    @CsvSource({"5", "8"})
    void refusesWhatIsNotTheRest(int rest) {
        Spelling spelling = spelling(6, rest);
        assertThat(spelling.operators(folder)).endsWith("Concat");
        assertThat(spelling.reason(folder))
                .isEqualTo("what stands behind the turned numbers is not the rest of each head");
        spelling.keepsItsValues(folder);
    }
}
