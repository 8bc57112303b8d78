package dev.rsparse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Both benchmarks from end to end, too small for their times to mean anything.
class SmokeTest {

    private static final String QUILL = "../examples/quill/quill.rsp";

    private record Outcome(int exit, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Outcome(command.execute(arguments), out.toString(), err.toString());
    }

    private static Outcome skipping(String... more) {
        String[] arguments = {"skipping", "--out", "128", "--in", "1024", "--megabytes", "1", "--rounds", "2"};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return run(all);
    }

    @Test
    void skippingPrintsALineForEachDensity() {
        Outcome outcome = skipping("--densities", "1,0.5");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("4 different weights of bf16[128,1024]")
                .containsPattern("dense +100.0 % ")
                .containsPattern("sparse 100 % +100.0 % ")
                .containsPattern("sparse 50 % +[45]\\d")
                .contains("disturbed");
    }

    @Test
    void skippingKeepsTheDensityItWasAskedFor() throws IOException {
        for (String format : new String[] {"F32", "BF16"}) {
            Outcome outcome = skipping("--densities", "0.3", "--format", format, "--json");
            JsonNode line = new ObjectMapper().readTree(outcome.out()).at("/thinned/0/product");
            assertThat(line.path("density").asDouble()).isCloseTo(0.3, within(0.05));
            assertThat(line.path("micros").path("median").asDouble()).isPositive();
        }
    }

    @Test
    void decodePrintsBothModels() throws IOException {
        Outcome outcome = run(
                "decode",
                "--rsp",
                QUILL,
                "--windows",
                "1",
                "--prompt",
                "1",
                "--tokens",
                "100",
                "--rounds",
                "1",
                "--json");
        assertThat(outcome.exit()).isZero();
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertThat(report.at("/verdict/disturbed").isBoolean()).isTrue();
        assertThat(report.path("kept").asDouble()).isCloseTo(0.5, within(0.1));
        assertThat(report.path("dense").path("median").asDouble()).isPositive();
        assertThat(report.path("thinnedBytes").asLong())
                .isLessThan(report.path("denseBytes").asLong());
    }

    @Test
    void namesAFileThatIsNotThere() {
        Outcome outcome = run("decode", "--rsp", "nowhere.rsp");
        assertThat(outcome.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("nowhere.rsp: error ").contains("does not exist");
    }

    @Test
    void refusesADensityAboveOne() {
        Outcome outcome = skipping("--densities", "1.5");
        assertThat(outcome.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("a density is above 0 and at most 1");
    }
}
