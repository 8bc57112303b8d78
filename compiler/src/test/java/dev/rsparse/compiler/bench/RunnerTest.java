package dev.rsparse.compiler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.RandomTiny;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Counts by hand, over the random model of [RandomTiny]: 2 layers of width 32 with 4 heads of 8, 2 of keys, 44
/// inside, 260 tokens.
class RunnerTest {

    private static final BenchSettings SETTINGS = new BenchSettings(1, 10, 5, 1, 3, 30);

    /// Weights of a layer's linears: q and o, k and v, gate, up and down.
    private static final int LAYER = 2 * 32 * 32 + 2 * 16 * 32 + 3 * 44 * 32;

    private static final int HEAD = 260 * 32;

    /// In a format with scales one for each channel of a layer's four products and of the head, and again of the head
    /// for the embedding's row, which stands across its columns.
    private static final int SCALES = (2 * (3 * 32 + 44) + 2 * 32) * 4;

    /// In a format with scales of places one for each output of a layer's linears and of the head, and one for the
    /// embedding's row.
    private static final int PLACES = (2 * (2 * 32 + 2 * 16 + 2 * 44 + 32) + 260 + 1) * 4;

    /// Two in each layer, and one at the end.
    private static final int NORMS = 5 * 32 * 4;

    /// The tokens decoded stand at 10 to 14 and read 11 to 15 positions: keys and values of 2 heads of 8 in floats.
    private static final int CACHE = 13 * 2 * (2 * 2 * 8 * 4);

    @TempDir
    Path folder;

    private void run(String policy, StripLayout format, BiConsumer<Runner, Variant> check) {
        run(policy, format, CacheFormat.F32, check);
    }

    private void run(String policy, StripLayout format, CacheFormat cache, BiConsumer<Runner, Variant> check) {
        try (ModelProject project = ModelProject.openRandom(RandomTiny.write(folder), 1);
                WeightFiles files = new WeightFiles(Optional.empty(), _ -> {})) {
            RandomModel models = new RandomModel(project, format, engine -> engine.withKvCache(cache), files, _ -> {});
            Variant dense = models.dense();
            Variant variant = policy.equals("dense")
                    ? dense
                    : models.thinned(project.policy(Optional.of(policy)), dense, SETTINGS.promptTokens());
            Session session = Variant.session(variant.load(), SETTINGS.positions(), 1);
            check.accept(new Runner(variant.engine(), session, SETTINGS), variant);
        }
    }

    @Test
    void aDenseModelReadsEveryWeightAndOneRowOfTheEmbedding() {
        for (StripLayout format : StripLayout.values()) {
            run("dense", format, (runner, _) -> {
                runner.prompt();
                runner.decode();
                double expected = format.bytes(2.0 * LAYER + HEAD + 32) + NORMS + CACHE;
                expected += format.scaled() ? SCALES : 0;
                expected += format.scalesPlaces() ? PLACES : 0;
                assertThat(runner.bytesPerToken()).isCloseTo(expected, within(1e-6));
                assertThat(runner.density()).isEqualTo(1);
            });
        }
    }

    @Test
    void aThinnedModelReadsTheColumnsItKept() {
        run("half", StripLayout.BF16, (runner, variant) -> {
            runner.prompt();
            runner.decode();
            double read = (HEAD + 32) * 2 + NORMS + CACHE;
            double kept = 0;
            Session session = Variant.session(variant.load(), SETTINGS.positions(), 1);
            Runner again = new Runner(variant.engine(), session, SETTINGS);
            again.prompt();
            again.decode();
            for (int i = 0; i < variant.engine().info().sites().size(); i++) {
                ModelInfo.Site site = variant.engine().info().sites().get(i);
                double channels = session.workspace().keptChannels()[i] / 5.0;
                // Its columns, its index for each of them, and a threshold.
                read += channels * (2 * site.out() + 4) + 4;
                kept += channels * site.out();
            }
            assertThat(runner.bytesPerToken()).isCloseTo(read, within(1e-6));
            assertThat(runner.density())
                    .isCloseTo(kept / (2 * LAYER), within(1e-9))
                    .isBetween(0.4, 0.6);
        });
    }

    @Test
    void forgetsWhatItKept() {
        run("half", StripLayout.BF16, (runner, _) -> {
            runner.prompt();
            runner.decode();
            double before = runner.bytesPerToken();
            runner.forget();
            assertThat(runner.density()).isEqualTo(1);
            runner.prompt();
            runner.decode();
            assertThat(runner.bytesPerToken()).isEqualTo(before);
        });
    }

    @Test
    void tokensFarBehindReadTheKeysAndValuesOfAllBeforeThem() {
        run("dense", StripLayout.BF16, CacheFormat.BF16, (runner, _) -> {
            runner.fill();
            assertThat(runner.decodeFar()).isPositive();
            double near = (2.0 * LAYER + HEAD + 32) * 2 + NORMS + CACHE / 2.0;
            assertThat(runner.bytesPerToken()).isCloseTo(near, within(1e-6));
            // At 30 to 34 they read 33 positions, at 10 to 14 it is 13.
            assertThat(runner.bytesPerTokenFar()).isCloseTo(near + CACHE / 2.0 * 20 / 13, within(1e-6));
        });
    }

    @Test
    void goesRoundWhenTheSequenceIsFull() {
        run("dense", StripLayout.F32, (runner, _) -> {
            for (int i = 0; i < 2 * SETTINGS.positions() + 1; i++) {
                assertThat(runner.next()).isPositive();
            }
        });
    }

    @Test
    void randomFactorsLeaveTheSharesAsAskedFor() {
        run("ranked", StripLayout.BF16, (runner, _) -> {
            runner.prompt();
            runner.decode();
            assertThat(runner.density()).isBetween(0.35, 0.65);
        });
    }

    @Test
    void sequencesTogetherReadWhatOneOfThemKeeps() {
        run("half", StripLayout.BF16, (runner, variant) -> {
            runner.prompt();
            runner.decode();
            GroupRunner group = new GroupRunner(variant.engine(), variant.load(), SETTINGS);
            group.decode();
            double once = group.density();
            group.decode();
            assertThat(group.density()).isEqualTo(once).isBetween(runner.density() + 0.1, 1.0);
            assertThat(group.bytesPerToken())
                    .isBetween(runner.bytesPerToken() / SETTINGS.batch(), runner.bytesPerToken());
            for (int i = 0; i <= SETTINGS.tokens(); i++) {
                assertThat(group.next()).isPositive();
            }
        });
    }
}
