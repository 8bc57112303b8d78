package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.eval.Evaluator;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mean loss in nats per token, every token thinned, against figures measured once with an independent implementation
/// in float32: windows of 512 tokens, the 511 predicted positions of each averaged.
class PerplexityOracleTest {

    private static final String TEXT = "tokens/valid.u16";
    private static final int FIRST = 128;
    private static final int SOME = 32;
    private static final int ALL = 1171;

    @TempDir
    Path folder;

    private static double loss(Quill quill, int windows) throws IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        return new Evaluator(quill.model(), Phase.ALL, 1)
                .run(SharedFolder.windows(TEXT, windows), threads, done -> {})
                .nll();
    }

    private static double loss(String policy, int windows) throws IOException, InterruptedException {
        SharedFolder.require(TEXT);
        try (Quill quill = Quill.compile(policy)) {
            return loss(quill, windows);
        }
    }

    @Tag("shared")
    @ParameterizedTest
    @CsvSource({
        "dense, 3.58389, 5e-4",
        // The dense loss and what the recipe adds to it.
        "teal50, 3.90325, 0.01",
        "rs95, 3.93651, 0.01",
        "rs70, 4.20219, 0.015"
    })
    void lossOfTheFirstWindowsIsTheOracles(String policy, double expected, double tolerance)
            throws IOException, InterruptedException {
        assertThat(loss(policy, FIRST)).isCloseTo(expected, within(tolerance));
    }

    @Tag("shared")
    @ParameterizedTest
    @CsvSource({"dense, 3.55310, 5e-4", "teal50, 3.84737, 0.01"})
    void lossOfTheWholeTextIsTheOracles(String policy, double expected, double tolerance)
            throws IOException, InterruptedException {
        assertThat(loss(policy, ALL)).isCloseTo(expected, within(tolerance));
    }

    @Tag("nightly")
    @ParameterizedTest
    @CsvSource({"dense, 3.55310, 5e-4", "teal50, 3.84737, 0.01", "rs95, 3.87454, 0.01", "rs70, 4.13251, 0.015"})
    void lossOfEveryRecipeOverTheWholeTextIsTheOracles(String policy, double expected, double tolerance)
            throws IOException, InterruptedException {
        assertThat(loss(policy, ALL)).isCloseTo(expected, within(tolerance));
    }

    /// The rotation keeps the dense function; bf16 adds one rounding of weights that were exact in it.
    @Tag("shared")
    @ParameterizedTest
    @CsvSource({"F32, 5e-4", "BF16, 1e-3"})
    void rotatingTheResidualStreamKeepsTheDenseLoss(StripLayout format, double tolerance)
            throws IOException, InterruptedException {
        SharedFolder.require(TEXT);
        String policy = "policy turned for Quill { rotate residual; default { dense; } }";
        try (Quill quill = Quill.compileWith(folder, policy, "turned", format)) {
            assertThat(loss(quill, FIRST)).isCloseTo(3.58389, within(tolerance));
        }
    }

    @Tag("shared")
    @Test
    void lossOfALargerModelIsTheOracles() throws IOException, InterruptedException {
        Path checkpoint = SharedFolder.require("models/quill-30m");
        try (Quill quill = Quill.compile(checkpoint, "dense", StripLayout.BF16)) {
            assertThat(loss(quill, FIRST)).isCloseTo(3.53613, within(5e-4));
        }
    }

    /// Formats of fewer bits, the embedding and the head in them too.
    @Tag("shared")
    @ParameterizedTest
    @CsvSource({"Q8, 0.003", "Q4, 0.05"})
    void fewerBitsCostLittle(StripLayout format, double most) throws IOException, InterruptedException {
        Path checkpoint = SharedFolder.require("models/quill-30m");
        try (Quill quill = Quill.compile(checkpoint, "dense", StripLayout.BF16);
                Quill smaller = Quill.compile(checkpoint, "dense", format)) {
            assertThat(loss(smaller, SOME) - loss(quill, SOME)).isBetween(-most, most);
        }
    }

    /// Keys and values in 16 bits; dense, since rounding turns masks that are near their thresholds.
    @Tag("shared")
    @ParameterizedTest
    @CsvSource({"BF16, 5e-4", "F16, 1e-4"})
    void cachesOfFewerBitsCostLittle(CacheFormat cache, double most) throws IOException, InterruptedException {
        SharedFolder.require(TEXT);
        try (Quill quill = Quill.compile("dense");
                Quill smaller = Quill.compile("dense", StripLayout.BF16, cache)) {
            assertThat(loss(smaller, SOME) - loss(quill, SOME)).isBetween(-most, most);
        }
    }
}
