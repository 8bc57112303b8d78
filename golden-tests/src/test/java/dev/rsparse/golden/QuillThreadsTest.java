package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.Generator;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuillThreadsTest {

    private static final int THREADS = 2;
    private static final int DECODED = 12;
    private static final int[] PROMPT = Quill.oracle("prompt").ints();

    private static int[] generate(Quill quill, long seed) {
        Generator generator = new Generator(quill.model(), new SamplingOptions(0.8f, 0, 0.95f, seed));
        return generator
                .generate(quill.model().newSession(PROMPT.length + 48), PROMPT, 48, id -> {})
                .ids();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "half"})
    void sessionsAtOnceWriteWhatEachWritesAlone(String policy) throws InterruptedException, ExecutionException {
        try (Quill quill = Quill.compile(policy)) {
            List<int[]> alone = new ArrayList<>();
            for (int seed = 0; seed < THREADS; seed++) {
                alone.add(generate(quill, seed));
            }
            assertThat(together(quill)).containsExactlyElementsOf(alone);
        }
    }

    @ParameterizedTest
    @CsvSource({"dense,BF16", "half,BF16", "half,F16", "dense,Q8", "half,Q8"})
    void logitsAreTheSameBitsOnAnyNumberOfThreads(String policy, StripLayout format) {
        try (Quill quill = Quill.compile(policy, format)) {
            List<float[]> alone = logits(quill, PROMPT, 1);
            for (int threads : new int[] {1, 2, 4}) {
                assertThat(logits(quill, PROMPT, threads))
                        .as(threads + " threads")
                        .containsExactlyElementsOf(alone);
            }
        }
    }

    /// Attention is shared out by parts of the positions there, and the prompt makes several batches.
    @ParameterizedTest
    @EnumSource
    void logitsBehindALongContextAreTheSameBitsOnAnyNumberOfThreads(CacheFormat cache) {
        int[] prompt = new int[600];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = PROMPT[i * 7 % PROMPT.length];
        }
        try (Quill quill = Quill.compile("half", StripLayout.BF16, cache)) {
            List<float[]> alone = logits(quill, prompt, 1);
            for (int threads : new int[] {2, 3, 4}) {
                assertThat(logits(quill, prompt, threads))
                        .as(threads + " threads")
                        .containsExactlyElementsOf(alone);
            }
        }
    }

    /// After the prompt and after each of some tokens behind it.
    private static List<float[]> logits(Quill quill, int[] prompt, int threads) {
        quill.model().setThreads(threads);
        Session session = quill.model().newSession(prompt.length + DECODED);
        List<float[]> logits = new ArrayList<>();
        logits.add(session.prefill(prompt).clone());
        for (int id = 0; id < DECODED; id++) {
            logits.add(session.decode(id).clone());
        }
        return logits;
    }

    private static List<int[]> together(Quill quill) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<int[]>> texts = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            for (int seed = 0; seed < THREADS; seed++) {
                long own = seed;
                texts.add(pool.submit(() -> {
                    start.await();
                    return generate(quill, own);
                }));
            }
        }
        List<int[]> together = new ArrayList<>();
        for (Future<int[]> text : texts) {
            together.add(text.get());
        }
        return together;
    }
}
