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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {

    private static final int STEPS = 30;

    @TempDir
    Path folder;

    private TestModel tested;

    @BeforeEach
    void compile() {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 2, 4, 2, 8), DType.F32);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(3, true, Phase.ALL).of(graph));
        tested = TestModel.of(folder, thinned, StripLayout.BF16, ElementType.BF16, 1);
    }

    @AfterEach
    void close() {
        tested.close();
    }

    /// Logits after a prompt and after each of some generated tokens.
    private static List<float[]> run(Session session, int first) {
        List<float[]> logits = new ArrayList<>();
        int[] prompt = EmittedLlamaTest.tokens(20, 70);
        prompt[0] = first;
        logits.add(session.prefill(prompt).clone());
        for (int i = 0; i < STEPS; i++) {
            logits.add(session.decode((first + 7 * i) % 70).clone());
        }
        return logits;
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).containsExactly(expected.get(i));
        }
    }

    @Test
    void theSameRunTwiceGivesTheSameBits() {
        CompiledModel model = tested.load();
        assertSame(run(model.newSession(60), 1), run(model.newSession(60), 1));
    }

    @Test
    void aResetSessionRunsLikeANewOne() {
        CompiledModel model = tested.load();
        Session used = model.newSession(60);
        run(used, 2);
        used.reset();
        assertSame(run(used, 1), run(model.newSession(60), 1));
    }

    @Test
    void sessionsOfAnyCapacityGiveTheSameBits() {
        CompiledModel model = tested.load();
        assertSame(run(model.newSession(60), 1), run(model.newSession(200), 1));
    }

    @Test
    void sessionsOnTwoThreadsRunAsIfAlone() throws InterruptedException, ExecutionException {
        CompiledModel model = tested.load();
        CountDownLatch start = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<float[]>>> runs = new ArrayList<>();
            for (int first : new int[] {1, 2}) {
                runs.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    return run(model.newSession(60), first);
                }));
            }
            assertSame(runs.get(0).get(), run(model.newSession(60), 1));
            assertSame(runs.get(1).get(), run(model.newSession(60), 2));
        }
    }
}
