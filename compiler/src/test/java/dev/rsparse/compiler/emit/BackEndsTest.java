package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.CompiledModel;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Class files and compiled source give the same bits.
@Tag("width")
class BackEndsTest {

    /// Wide enough that channels are cut into parts.
    private static final LlamaGraphs.Shape WIDE = new LlamaGraphs.Shape(70, 520, 1030, 2, 4, 2, 130);

    private static final int[] IDS = {3, 15, 0, 7, 7, 1, 12, 9, 4};

    @TempDir
    Path folder;

    private static IntStream seeds() {
        return IntStream.range(0, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofRandomGraphs(int seed) {
        Graph graph = RandomGraphs.of(4000 + seed, 24);
        compare(Pipeline.rewrite(graph, Map.of()), StripLayout.F32, seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofRandomGraphsThatSkipRows(int seed) {
        Graph graph = RandomGraphs.of(5000 + seed, 24);
        compare(
                Pipeline.rewrite(graph, new Thinnings(0, false, Phase.DECODE).withRows(graph, seed % 3 / 2.0)),
                StripLayout.F32,
                seed);
    }

    @ParameterizedTest
    @EnumSource(StripLayout.class)
    void ofALlamaInEveryFormat(StripLayout format) {
        Graph graph = LlamaGraphs.llama(WIDE, DType.F32);
        compare(Pipeline.rewrite(graph, Map.of()), format, 7);
        compare(Pipeline.rewrite(graph, new Thinnings(3, true, Phase.ALL).of(graph)), format, 7);
    }

    private void compare(Graph graph, StripLayout format, int seed) {
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, seed)) {
            List<float[]> ofSource = run(tested, BackEnd.SOURCE);
            List<float[]> ofBytecode = run(tested, BackEnd.BYTECODE);
            for (int i = 0; i < ofSource.size(); i++) {
                assertThat(ofBytecode.get(i)).as("result %d", i).containsExactly(ofSource.get(i));
            }
        }
    }

    /// The logits of prompts, single tokens and groups, on one thread and on three.
    private static List<float[]> run(TestModel tested, BackEnd backEnd) {
        List<float[]> logits = new ArrayList<>();
        try (CompiledModel model =
                tested.engine().withBackEnd(backEnd).load(tested.packer().pack())) {
            for (int threads : new int[] {1, 3}) {
                model.setThreads(threads);
                Session first = model.newSession(64);
                first.prefill(IDS, true, (_, all, from) -> logits.add(row(all, from, model)));
                logits.add(row(first.prefill(IDS), 0, model));
                for (int id : IDS) {
                    logits.add(row(first.decode(id), 0, model));
                }
                Session second = model.newSession(64);
                second.prefill(IDS);
                SessionGroup group = model.newGroup(first, second);
                for (float[] ofOne : group.decode(5, 6)) {
                    logits.add(ofOne.clone());
                }
            }
        }
        return logits;
    }

    private static float[] row(float[] logits, int from, CompiledModel model) {
        return Arrays.copyOfRange(
                logits, from, Math.min(logits.length, from + model.info().vocabulary()));
    }
}
