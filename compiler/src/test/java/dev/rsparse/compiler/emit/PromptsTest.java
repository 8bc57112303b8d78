package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Logits of a token do not depend on which tokens share its batch.
@Timeout(300)
class PromptsTest {

    private static final int VOCABULARY = 70;
    private static final int[] LENGTHS = {1, 2, 5, 6, 7, 127, 128, 129, 300};
    private static final int LONGEST = 300;

    @TempDir
    Path folder;

    /// The logits of all of `ids`, which are read in pieces of `length` tokens.
    private static List<float[]> read(CompiledModel model, int[] ids, int length, boolean thin) {
        Session session = model.newSession(ids.length);
        List<float[]> logits = new ArrayList<>();
        for (int from = 0; from < ids.length; from += length) {
            int[] piece = Arrays.copyOfRange(ids, from, Math.min(from + length, ids.length));
            session.prefill(piece, thin, (_, row, at) -> logits.add(Arrays.copyOfRange(row, at, at + VOCABULARY)));
        }
        return logits;
    }

    /// Behind half of the tokens, on 1, 2 and 4 threads, with only the last logits wanted.
    private static void assertLast(CompiledModel model, int[] ids) {
        int half = ids.length / 2;
        float[] whole = model.newSession(ids.length).prefill(ids);
        for (int threads : new int[] {1, 2, 4}) {
            model.setThreads(threads);
            Session session = model.newSession(ids.length);
            session.prefill(Arrays.copyOf(ids, half));
            float[] last = session.prefill(Arrays.copyOfRange(ids, half, ids.length));
            assertThat(last).as("%d threads", threads).containsExactly(whole);
        }
    }

    @ParameterizedTest
    @Tag("width")
    @CsvSource({"F32,0", "BF16,3", "F16,4", "Q8,0", "Q8,4"})
    void aTokensLogitsDoNotDependOnItsBatch(StripLayout format, int rank) {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(VOCABULARY, 72, 300, 1, 6, 2, 12), DType.F32);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(rank, true, Phase.ALL).of(graph));
        int[] ids = EmittedLlamaTest.tokens(LONGEST, VOCABULARY);
        try (TestModel tested = TestModel.of(folder, thinned, format, ElementType.F32, rank);
                CompiledModel model = tested.load()) {
            for (boolean thin : new boolean[] {false, true}) {
                List<float[]> expected = read(model, ids, 1, thin);
                for (int length : LENGTHS) {
                    List<float[]> actual = read(model, ids, length, thin);
                    for (int i = 0; i < ids.length; i++) {
                        assertThat(actual.get(i))
                                .as("token %d of pieces of %d", i, length)
                                .containsExactly(expected.get(i));
                    }
                }
            }
            assertLast(model, ids);
        }
    }
}
