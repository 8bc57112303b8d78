package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Logits are the same bits on any number of threads.
@Timeout(300)
class ThreadsTest {

    private static final int[] THREADS = {2, 3, 4};

    @TempDir
    Path folder;

    /// Logits of every prompt token, dense and thinned, and of generated ones.
    private static List<float[]> run(Session session, int vocabulary) {
        int[] ids = EmittedLlamaTest.tokens(9, vocabulary);
        List<float[]> logits = new ArrayList<>();
        for (boolean thin : new boolean[] {false, true}) {
            session.prefill(ids, thin, (_, row, from) -> logits.add(Arrays.copyOfRange(row, from, from + vocabulary)));
        }
        logits.add(session.prefill(ids).clone());
        for (int id : ids) {
            logits.add(Arrays.copyOf(session.decode(id), vocabulary));
        }
        return logits;
    }

    private static void assertSameOnAllThreads(CompiledModel model) {
        int vocabulary = model.info().vocabulary();
        List<float[]> alone = run(model.newSession(100), vocabulary);
        for (int threads : THREADS) {
            model.setThreads(threads);
            List<float[]> together = run(model.newSession(100), vocabulary);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(together.get(i))
                        .as("step %d on %d threads", i, threads)
                        .containsExactly(alone.get(i));
            }
        }
    }

    private void assertSameOnAllThreads(Graph graph, StripLayout format, long seed) {
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, seed);
                CompiledModel model = tested.load()) {
            assertSameOnAllThreads(model);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomGraphsGiveTheSameBits(long seed) {
        Graph graph = RandomGraphs.of(seed, 25);
        Graph thinned = seed % 2 == 0
                ? Pipeline.rewrite(graph, new Thinnings((int) seed % 3, seed % 4 == 0, Phase.ALL).of(graph))
                : Pipeline.rewrite(graph, Map.of());
        assertSameOnAllThreads(thinned, StripLayout.F32, seed);
    }

    /// Wide enough that channels are cut into parts.
    @Tag("width")
    @ParameterizedTest
    @CsvSource({"0,false,F32", "3,true,F32", "0,true,BF16", "9,false,BF16", "9,true,F16", "9,true,Q8", "9,true,Q4"})
    void aWideModelGivesTheSameBits(int rank, boolean shared, StripLayout format) {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 520, 1030, 1, 4, 2, 130), DType.F32);
        Thinnings half = new Thinnings(rank, rank > 0, Phase.ALL);
        assertSameOnAllThreads(
                Pipeline.rewrite(graph, shared ? half.withSharedMasks(graph) : half.of(graph)), format, rank);
    }

    @Test
    void aModelThatSkipsRowsGivesTheSameBits() {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 101, 2, 4, 2, 8), DType.F32);
        assertSameOnAllThreads(
                Pipeline.rewrite(graph, new Thinnings(0, true, Phase.ALL).withRows(graph, 1)), StripLayout.BF16, 5);
    }

    @Test
    void aSessionOpenedBeforeTheTeamGrewRunsAlone() {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 1, 4, 2, 8), DType.F32);
        try (TestModel tested = TestModel.of(folder, graph);
                CompiledModel model = tested.load()) {
            Session session = model.newSession(4);
            float[] alone = model.newSession(4).decode(3).clone();
            model.setThreads(4);
            assertThat(session.decode(3)).containsExactly(alone);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1025})
    void refusesANumberOfThreadsThatNoModelTakes(int threads) {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 1, 4, 2, 8), DType.F32);
        try (TestModel tested = TestModel.of(folder, graph);
                CompiledModel model = tested.load()) {
            assertThatThrownBy(() -> model.setThreads(threads))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a model runs on 1 to 1024 threads, not " + threads);
        }
    }
}
