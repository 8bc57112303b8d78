package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.SessionGroup;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sequences that are decoded together give what each gives alone.
@Timeout(300)
class GroupsTest {

    private static final int STEPS = 4;

    private static final LlamaGraphs.Shape SMALL = new LlamaGraphs.Shape(70, 40, 100, 2, 4, 2, 8);

    /// Wide enough that channels are cut into parts.
    private static final LlamaGraphs.Shape WIDE = new LlamaGraphs.Shape(70, 520, 1030, 1, 4, 2, 130);

    @TempDir
    Path folder;

    /// A sequence of its own length and tokens behind each prompt.
    private static Session started(CompiledModel model, int sequence) {
        return started(model, sequence, 1 + 3 * sequence % 20);
    }

    private static Session started(CompiledModel model, int sequence, int length) {
        Session session = model.newSession(length + STEPS);
        int[] prompt = EmittedLlamaTest.tokens(length, 70);
        prompt[0] = sequence;
        session.prefill(prompt);
        return session;
    }

    private static int token(int sequence, int step) {
        return (11 * sequence + 7 * step + 3) % 70;
    }

    private static List<float[]> alone(CompiledModel model, int sequence) {
        return alone(started(model, sequence), sequence);
    }

    private static List<float[]> alone(Session session, int sequence) {
        List<float[]> logits = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            logits.add(Arrays.copyOf(session.decode(token(sequence, step)), 70));
        }
        return logits;
    }

    /// Logits by sequence and step.
    private static List<List<float[]>> together(CompiledModel model, int sequences) {
        Session[] sessions =
                IntStream.range(0, sequences).mapToObj(i -> started(model, i)).toArray(Session[]::new);
        return together(model.newGroup(sessions));
    }

    private static List<List<float[]>> together(SessionGroup group) {
        int sequences = group.sessions().size();
        List<List<float[]>> logits = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            logits.add(new ArrayList<>());
        }
        for (int step = 0; step < STEPS; step++) {
            int[] ids = new int[sequences];
            for (int i = 0; i < sequences; i++) {
                ids[i] = token(i, step);
            }
            float[][] rows = group.decode(ids);
            for (int i = 0; i < sequences; i++) {
                logits.get(i).add(Arrays.copyOf(rows[i], 70));
            }
        }
        return logits;
    }

    private static void assertSame(CompiledModel model) {
        for (int sequences : new int[] {2, 3, 5, 16}) {
            List<List<float[]>> logits = together(model, sequences);
            for (int i = 0; i < sequences; i++) {
                assertSame(logits.get(i), alone(model, i));
            }
        }
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected) {
        for (int step = 0; step < STEPS; step++) {
            assertThat(actual.get(step)).as("step %d", step).containsExactly(expected.get(step));
        }
    }

    private static void assertSameOnAllThreads(CompiledModel model) {
        List<List<float[]>> alone = together(model, 5);
        for (int threads : new int[] {2, 3, 4}) {
            model.setThreads(threads);
            List<List<float[]>> logits = together(model, 5);
            for (int i = 0; i < 5; i++) {
                assertSame(logits.get(i), alone.get(i));
            }
        }
    }

    @Tag("width")
    @ParameterizedTest
    @EnumSource
    void denseSequencesGiveTheSameBitsAsAlone(StripLayout format) {
        for (LlamaGraphs.Shape shape : List.of(SMALL, WIDE)) {
            Graph graph = Pipeline.rewrite(LlamaGraphs.llama(shape, DType.F32), Map.of());
            try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, 1);
                    CompiledModel model = tested.load()) {
                assertSame(model);
                assertSameOnAllThreads(model);
            }
        }
    }

    @Tag("width")
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void denseSequencesOfSeveralPartsGiveTheSameBitsAsAlone(int threads) {
        int part = KvCache.PART;
        int[] lengths = {part + 40, 3, part - 2, part - 1};
        Graph graph = Pipeline.rewrite(LlamaGraphs.llama(SMALL, DType.F32), Map.of());
        try (TestModel tested = TestModel.of(folder, graph);
                CompiledModel model = tested.load()) {
            model.setThreads(threads);
            SessionGroup group = model.newGroup();
            for (int i = 0; i < lengths.length; i++) {
                group.join(started(model, i, lengths[i]));
            }
            List<List<float[]>> logits = together(group);
            for (int i = 0; i < lengths.length; i++) {
                assertSame(logits.get(i), alone(started(model, i, lengths[i]), i));
            }
        }
    }

    @Tag("width")
    @ParameterizedTest
    @CsvSource({"0,false,F32", "3,true,BF16", "0,true,Q8", "9,true,F16", "9,true,Q8", "9,true,Q4"})
    void thinnedSequencesGiveTheSameBitsAsAlone(int rank, boolean shared, StripLayout format) {
        for (LlamaGraphs.Shape shape : List.of(SMALL, WIDE)) {
            Graph graph = LlamaGraphs.llama(shape, DType.F32);
            Thinnings half = new Thinnings(rank, rank > 0, Phase.DECODE);
            Graph thinned = Pipeline.rewrite(graph, shared ? half.withSharedMasks(graph) : half.of(graph));
            try (TestModel tested = TestModel.of(folder, thinned, format, ElementType.F32, rank);
                    CompiledModel model = tested.load()) {
                assertSame(model);
                assertSameOnAllThreads(model);
            }
        }
    }

    @Tag("width")
    @ParameterizedTest
    @EnumSource
    void sequencesThatSkipRowsGiveTheSameBitsAsAlone(StripLayout format) {
        Graph graph = LlamaGraphs.llama(SMALL, DType.F32);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(0, true, Phase.DECODE).withRows(graph, 1));
        try (TestModel tested = TestModel.of(folder, thinned, format, ElementType.F32, 1);
                CompiledModel model = tested.load()) {
            assertSame(model);
            assertSameOnAllThreads(model);
        }
    }
}
