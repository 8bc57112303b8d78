package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two values that share a buffer while both are needed give wrong numbers here.
class RandomGraphTest {

    private static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    @TempDir
    Path folder;

    private static void compare(TestModel tested, boolean thin) {
        int[] ids = {3, 15, 0, 7, 7, 1, 12, 9};
        float[][] expected = tested.reference().read(ids, thin);
        Session session = tested.load().newSession(3 * ids.length);
        session.prefill(ids, thin, (at, logits, from) -> tested.assertClose(logits, from, expected[at], ids.length));
        tested.assertClose(session.prefill(ids), 0, tested.reference().read(ids, false)[7], ids.length);
        float[][] single = tested.reference().read(ids, true);
        for (int i = 0; i < ids.length; i++) {
            tested.assertClose(session.decode(ids[i]), 0, single[i], ids.length);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDenseGraphAgreesWithTheReference(int seed) {
        Graph graph = Pipeline.rewrite(RandomGraphs.of(seed, 24), Map.of());
        try (TestModel tested = TestModel.of(folder, graph, StripLayout.F32, ElementType.F32, seed)) {
            compare(tested, false);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aGraphThatSkipsRowsAgreesWithTheReference(int seed) {
        Graph graph = RandomGraphs.of(2000 + seed, 24);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(0, false, Phase.DECODE).withRows(graph, seed % 3 / 2.0));
        try (TestModel tested = TestModel.of(folder, thinned, StripLayout.F32, ElementType.F32, seed)) {
            compare(tested, true);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aThinnedGraphAgreesWithTheReference(int seed) {
        Graph graph = RandomGraphs.of(1000 + seed, 24);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(seed % 6, seed % 2 == 0, Phase.DECODE).of(graph));
        try (TestModel tested = TestModel.of(folder, thinned, StripLayout.F32, ElementType.F32, seed)) {
            compare(tested, true);
        }
    }
}
