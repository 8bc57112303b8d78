package dev.rsparse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The benchmarks from end to end, too small for their times to mean anything.
class SmokeTest {

    private static final String QUILL = "../examples/quill/quill.rsp";

    private static final String TWO_MATRICES = """
            rsp 1;
            model Two(ids: i32[T]) -> (logits: f32[T,V]) {
              dim T;
              param V = config("vocab_size"), D = config("hidden_size");
              weights from safetensors("model*.safetensors") {
                embed = "embed" : [V,D];
                head  = "head" : [V,D];
              }
              graph {
                logits = linear(gather(embed, ids), head);
              }
            }
            """;

    private record Outcome(int exit, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Outcome(command.execute(arguments), out.toString(), err.toString());
    }

    private static Outcome kernels(String... more) {
        String[] arguments = {"kernels", "--megabytes", "20", "--rounds", "2"};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return run(all);
    }

    @Test
    void kernelsPrintsALineForEachProductAndNumberOfThreads() {
        Outcome outcome = kernels("--shapes", "128x1024", "--formats", "BF16", "--threads", "1,2");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .containsPattern("128x1024 +bf16 +1 +dense +100.0 % ")
                .containsPattern("128x1024 +bf16 +1 +sparse 50 % +[45]\\d")
                .containsPattern("128x1024 +bf16 +2 +dense .* 0\\.88 +(met|missed)\n")
                .containsPattern("128x1024 +bf16 +2 +sparse 50 % .* 0\\.80 +(met|missed)\n")
                .contains("disturbed");
    }

    @Test
    void kernelsKeepsTheDensityItWasAskedForInEveryFormat() throws IOException {
        Outcome outcome = kernels("--shapes", "128x1024", "--densities", "0.3", "--threads", "1", "--json");
        JsonNode products = new ObjectMapper().readTree(outcome.out()).path("products");
        assertThat(products).hasSize(2 * StripLayout.values().length);
        for (int i = 0; i < products.size(); i += 2) {
            JsonNode dense = products.get(i);
            JsonNode sparse = products.get(i + 1);
            assertThat(dense.path("density").asDouble()).isEqualTo(1);
            assertThat(sparse.path("density").asDouble()).isCloseTo(0.3, within(0.05));
            assertThat(sparse.path("fractionOfBandwidth").asDouble()).isPositive();
        }
    }

    @Test
    void linearsOfOneInputRunAsOneProduct() throws IOException {
        Outcome outcome = kernels("--shapes", "2*4096x1024", "--formats", "Q4", "--threads", "2", "--json");
        JsonNode dense = new ObjectMapper().readTree(outcome.out()).at("/products/0");
        int weights = 2 * 4096 * 1024 / 2;
        int scales = 4 * (1024 + 2 * 4096);
        assertThat(dense.path("bytes").asLong()).isBetween((long) weights + scales, weights + scales + 2000L);
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
    void convertPacksAModelAndLeavesNothingBehind(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Files.getFileStore(folder).getUsableSpace() > 10_000_000_000L);
        Path rsp = Files.writeString(folder.resolve("two.rsp"), TWO_MATRICES);
        Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 256, \"vocab_size\": 512}");
        Path work = folder.resolve("work");
        Outcome outcome = run("convert", "--rsp", rsp.toString(), "--work", work.toString(), "--rounds", "2", "--json");
        assertThat(outcome.err()).contains("round 2/2");
        assertThat(outcome.exit()).isZero();
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertThat(report.path("weights").asText()).isEqualTo("q4");
        assertThat(report.path("sourceGigabytes").asDouble() * 1e9).isEqualTo(2 * 2 * 512 * 256);
        assertThat(report.path("ofGenerator").asDouble()).isPositive();
        assertThat(report.path("ofDisk").asDouble()).isPositive();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void idleTellsTheProcessorTimeOfWaitingThreads() throws IOException {
        Outcome outcome = run("idle", "--sample", "50", "--rounds", "2", "--json");
        assertThat(outcome.exit()).isZero();
        double share = new ObjectMapper()
                .readTree(outcome.out())
                .path("idleShareOfACore")
                .asDouble();
        // Awake, its one thread would take a whole core.
        assertThat(share).isBetween(0.0, 0.3);
    }

    @Test
    void namesAFileThatIsNotThere() {
        Outcome outcome = run("decode", "--rsp", "nowhere.rsp");
        assertThat(outcome.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("nowhere.rsp: error ").contains("does not exist");
    }

    @Test
    void refusesADensityAboveOne() {
        Outcome outcome = kernels("--densities", "1.5");
        assertThat(outcome.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("a density is above 0 and below 1");
    }

    @Test
    void refusesAShapeOfPartsOfStrips() {
        Outcome outcome = kernels("--shapes", "100x1024");
        assertThat(outcome.exit()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("a shape is made of multiples of 128, not 100x1024");
    }
}
