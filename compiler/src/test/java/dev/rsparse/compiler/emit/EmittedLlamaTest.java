package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.LlamaGraphs.Shape;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole models, emitted and run, against [ReferenceModel]. Extents are chosen to leave remainders everywhere.
class EmittedLlamaTest {

    private static final Shape SMALL = new Shape(70, 40, 100, 2, 4, 2, 8);

    @TempDir
    Path folder;

    static int[] tokens(int count, int vocabulary) {
        return new Random(5).ints(count, 0, vocabulary).toArray();
    }

    private static Graph thinned(Thinnings thinnings) {
        return thinned(SMALL, thinnings);
    }

    private static Graph skippingRows(Shape shape, double gamma, Phase phase) {
        Graph graph = LlamaGraphs.llama(shape, DType.F32);
        return Pipeline.rewrite(graph, new Thinnings(0, false, phase).withRows(graph, gamma));
    }

    private static Graph thinned(Shape shape, Thinnings thinnings) {
        Graph graph = LlamaGraphs.llama(shape, DType.F32);
        return Pipeline.rewrite(graph, thinnings.of(graph));
    }

    /// Runs a prompt and then single tokens through both, and compares the logits of every step.
    private static Session compare(TestModel tested, ReferenceModel reference, int[] ids, int prompt) {
        CompiledModel model = tested.load();
        Session session = model.newSession(ids.length);
        float[][] expected =
                reference.read(Arrays.copyOf(ids, prompt), model.info().thinPrompt());
        tested.assertClose(session.prefill(Arrays.copyOf(ids, prompt)), 0, expected[prompt - 1], ids.length);
        for (int i = prompt; i < ids.length; i++) {
            tested.assertClose(session.decode(ids[i]), 0, reference.next(ids[i], true), ids.length);
        }
        return session;
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                SMALL,
                new Shape(129, 40, 65, 1, 6, 3, 20),
                new Shape(64, 64, 130, 2, 3, 1, 16),
                new Shape(33, 96, 48, 1, 2, 2, 72));
    }

    @ParameterizedTest
    @Tag("width")
    @MethodSource("shapes")
    void aDenseModelAgreesWithTheReference(Shape shape) {
        try (TestModel tested = TestModel.of(folder, LlamaGraphs.llama(shape, DType.F32))) {
            compare(tested, tested.reference(), tokens(13, shape.vocabulary()), 7);
        }
    }

    /// Products of several formats, some of them of linears that would run together; a rank too.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({"0,BF16,Q4", "3,F32,Q8", "3,Q8,F16", "2,Q4,BF16"})
    void weightsOfSeveralFormatsAgreeWithTheReference(int rank, StripLayout others, StripLayout own) {
        Graph graph = LlamaGraphs.llama(SMALL, DType.F32);
        Formats formats =
                new Formats(others, Map.of("layer[0].k", own, "layer[0].down", own, "layer[1].gate", own, "head", own));
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(rank, false, Phase.ALL).of(graph));
        int seed = 3;
        while (!compared(thinned, formats, seed)) {
            seed++;
        }
    }

    /// Compares under weights of `seed`, unless some score lies within rounding of its threshold there: then either
    /// mask is right, and what follows differs.
    private boolean compared(Graph thinned, Formats formats, int seed) {
        try (TestModel tested = TestModel.of(folder, thinned, formats, ElementType.BF16, seed)) {
            int[] ids = tokens(10, 70);
            ReferenceModel reference = tested.reference();
            reference.read(Arrays.copyOf(ids, 5), true);
            for (int i = 5; i < ids.length; i++) {
                reference.next(ids[i], true);
            }
            if (reference.margin() <= tested.tolerance(ids.length)) {
                return false;
            }
            compare(tested, tested.reference(), ids, 5);
            return true;
        }
    }

    @ParameterizedTest
    @Tag("width")
    @CsvSource({
        "F32,F32",
        "BF16,BF16",
        "BF16,F32",
        "F16,F32",
        "F32,BF16",
        "F16,BF16",
        "F32,F16",
        "F16,F16",
        "F32,Q8",
        "F32,Q4"
    })
    void storedAndPackedPrecisionAgreeWithTheReference(ElementType stored, StripLayout format) {
        Graph graph = LlamaGraphs.llama(SMALL, DType.F32);
        try (TestModel tested = TestModel.of(folder, graph, format, stored, 2)) {
            compare(tested, tested.reference(), tokens(10, 70), 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"F32", "BF16", "F16", "Q8", "Q4"})
    void anUntiedHeadAgreesWithTheReference(StripLayout format) {
        Graph graph = LlamaGraphs.untied(SMALL, DType.F32);
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, 3)) {
            compare(tested, tested.reference(), tokens(10, 70), 5);
        }
    }

    @ParameterizedTest
    @Tag("width")
    @CsvSource({
        "0,false,DECODE,F32",
        "0,true,ALL,BF16",
        "1,false,ALL,F32",
        "3,true,DECODE,BF16",
        "4,false,ALL,BF16",
        "5,true,ALL,F32",
        "19,false,DECODE,F32",
        "19,true,ALL,BF16",
        "5,false,ALL,F16",
        "3,true,DECODE,F16",
        "5,false,ALL,Q8",
        "3,true,DECODE,Q8",
        "5,false,ALL,Q4",
        "3,true,DECODE,Q4"
    })
    void aThinnedModelAgreesWithTheReference(int rank, boolean columnNorms, Phase phase, StripLayout format) {
        Graph graph = thinned(new Thinnings(rank, columnNorms, phase));
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, 4)) {
            compare(tested, tested.reference(), tokens(13, 70), 7);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,false,DECODE", "0,false,ALL", "4,true,DECODE", "5,true,ALL"})
    void countsExactlyTheChannelsTheReferenceKeeps(int rank, boolean columnNorms, Phase phase) {
        // Small, so that no score comes as near to its threshold as rounding reaches.
        Graph graph = thinned(new Shape(70, 40, 100, 1, 4, 2, 8), new Thinnings(rank, columnNorms, phase));
        try (TestModel tested = TestModel.of(folder, graph, StripLayout.F32, ElementType.F32, 6)) {
            ReferenceModel reference = tested.reference();
            Session session = compare(tested, reference, tokens(9, 70), 4);
            assertThat(reference.margin())
                    .as("distance of scores from thresholds")
                    .isGreaterThan(tested.tolerance(9));
            assertThat(tested.kept(session.workspace().keptChannels())).isEqualTo(reference.kept());
            assertThat(session.workspace().thinnedTokens()).isEqualTo(phase == Phase.ALL ? 9 : 5);
        }
    }

    @ParameterizedTest
    @Tag("width")
    @CsvSource({"0,DECODE,F32", "0,ALL,BF16", "3,DECODE,BF16", "4,ALL,F32"})
    void linearsWithOneMaskAgreeWithTheReferenceAndKeepTheSameChannels(int rank, Phase phase, StripLayout format) {
        Graph graph = LlamaGraphs.llama(SMALL, DType.F32);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(rank, true, phase).withSharedMasks(graph));
        try (TestModel tested = TestModel.of(folder, thinned, format, ElementType.F32, 4)) {
            Session session = compare(tested, tested.reference(), tokens(13, 70), 7);
            Map<String, Long> kept = tested.kept(session.workspace().keptChannels());
            assertThat(kept.get("layer[0].k")).isEqualTo(kept.get("layer[0].q"));
            assertThat(kept.get("layer[1].v")).isEqualTo(kept.get("layer[1].q"));
            assertThat(kept.get("layer[1].up")).isEqualTo(kept.get("layer[1].gate"));
        }
    }

    @ParameterizedTest
    @Tag("width")
    @CsvSource({"0,DECODE,F32", "0,ALL,BF16", "1,DECODE,BF16", "0.5,ALL,F32"})
    void aModelThatSkipsRowsAgreesWithTheReference(double gamma, Phase phase, StripLayout format) {
        Graph graph = skippingRows(SMALL, gamma, phase);
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, 4)) {
            compare(tested, tested.reference(), tokens(13, 70), 7);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,DECODE", "1,ALL"})
    void countsExactlyTheRowsTheReferenceKeeps(double gamma, Phase phase) {
        Graph graph = skippingRows(new Shape(70, 40, 100, 1, 4, 2, 8), gamma, phase);
        try (TestModel tested = TestModel.of(folder, graph, StripLayout.F32, ElementType.F32, 6)) {
            ReferenceModel reference = tested.reference();
            Session session = compare(tested, reference, tokens(9, 70), 4);
            assertThat(reference.margin())
                    .as("distance of scores from thresholds")
                    .isGreaterThan(tested.tolerance(9));
            assertThat(tested.kept(session.workspace().keptChannels())).isEqualTo(reference.kept());
        }
    }

    /// Around the tile of six rows, the batch of 96 rows, and beyond two batches.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({"1", "5", "6", "7", "96", "97", "200"})
    void aPromptOfAnyLengthAgreesWithTheReference(int length) {
        agrees(thinned(new Thinnings(3, false, Phase.ALL)), length);
    }

    @ParameterizedTest
    @Tag("width")
    @CsvSource({"1", "6", "7", "97"})
    void aPromptOfAnyLengthThatSkipsRowsAgreesWithTheReference(int length) {
        agrees(skippingRows(SMALL, 1, Phase.ALL), length);
    }

    private void agrees(Graph graph, int length) {
        try (TestModel tested = TestModel.of(folder, graph, StripLayout.BF16, ElementType.F32, 7)) {
            int[] ids = tokens(length, 70);
            float[][] expected = tested.reference().read(ids, true);
            tested.load()
                    .newSession(length)
                    .prefill(
                            ids,
                            true,
                            (position, logits, from) -> tested.assertClose(logits, from, expected[position], length));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,DECODE", "7,DECODE", "97,DECODE", "6,ALL", "97,ALL", "200,ALL"})
    void aPromptInBatchesAgreesWithItsTokensOneByOne(int length, Phase phase) {
        Graph graph = phase == Phase.ALL ? thinned(new Thinnings(4, true, phase)) : LlamaGraphs.llama(SMALL, DType.F32);
        try (TestModel tested = TestModel.of(folder, graph, StripLayout.F32, ElementType.F32, 8)) {
            CompiledModel model = tested.load();
            int[] ids = tokens(length, 70);
            Session single = model.newSession(length);
            float[] expected = null;
            for (int id : ids) {
                expected = single.decode(id);
            }
            float[] logits = model.newSession(length).prefill(ids);
            tested.assertClose(logits, 0, Arrays.copyOf(expected, 70), length);
        }
    }
}
