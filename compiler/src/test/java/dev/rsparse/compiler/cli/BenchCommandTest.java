package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.project.RandomTiny;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

    @TempDir
    Path folder;

    private static CommandRun bench(Path model, Object... more) {
        return CommandRun.of("bench", model, "--prompt-tokens", 20, "--tokens", 10, "--rounds", 2, more);
    }

    private String failure(Path model, Object... more) {
        return CommandRun.failure(folder, "bench", model, "--tokens", 10, "--prompt-tokens", 20, more);
    }

    /// One run, looked at from several sides.
    @Nested
    class OfRandomWeights {

        @TempDir
        private static Path shared;

        private static CommandRun run;
        private static JsonNode json;

        @BeforeAll
        static void measure() {
            run = bench(RandomTiny.write(shared), "--random-weights", "--json", "--batch", "3");
            assertThat(run.status()).as(run.err()).isZero();
            json = run.json();
        }

        @Test
        void printsEveryKey() {
            assertThat(json.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "model",
                            "policy",
                            "weights",
                            "kvCache",
                            "randomWeights",
                            "threads",
                            "promptTokens",
                            "tokens",
                            "rounds",
                            "decodeTokensPerSecond",
                            "promptTokensPerSecond",
                            "bytesPerToken",
                            "gigabytesPerSecond",
                            "fractionOfBandwidth",
                            "spread",
                            "promptSpread",
                            "density",
                            "warmUpSeconds",
                            "openSeconds",
                            "batch",
                            "askedDensity",
                            "readBandwidthGigabytesPerSecond",
                            "readBandwidthSpread",
                            "overDense",
                            "dense",
                            "peakHeapBytes",
                            "disturbed",
                            "disturbances",
                            "machine");
        }

        @Test
        void saysWhatWasMeasured() {
            assertThat(json.path("policy").asText()).isEqualTo("half");
            assertThat(json.path("weights").asText()).isEqualTo("bf16");
            assertThat(json.path("randomWeights").asBoolean()).isTrue();
            assertThat(json.path("threads").asInt()).isEqualTo(1);
            assertThat(json.path("rounds").asInt()).isEqualTo(2);
            assertThat(json.path("disturbed").isBoolean()).isTrue();
        }

        @Test
        void figuresFollowFromEachOther() {
            double gigabytes = json.path("gigabytesPerSecond").asDouble();
            double perToken = json.path("bytesPerToken").asDouble();
            assertThat(gigabytes)
                    .isCloseTo(json.path("decodeTokensPerSecond").asDouble() * perToken / 1e9, near(gigabytes));
            double fraction = json.path("fractionOfBandwidth").asDouble();
            double bandwidth = json.path("readBandwidthGigabytesPerSecond").asDouble();
            assertThat(fraction).isCloseTo(gigabytes / bandwidth, near(fraction));
        }

        @Test
        void tellsOfSequencesThatAreDecodedTogether() {
            for (JsonNode model : List.of(json, json.path("dense"))) {
                JsonNode batch = model.path("batch");
                double speed = batch.path("decodeTokensPerSecond").asDouble();
                assertThat(batch.path("sequences").asInt()).isEqualTo(3);
                assertThat(batch.path("sequenceTokensPerSecond").asDouble()).isCloseTo(speed / 3, near(speed));
                assertThat(batch.path("bytesPerToken").asDouble())
                        .isLessThan(model.path("bytesPerToken").asDouble());
                assertThat(batch.path("unionDensity").asDouble())
                        .isBetween(model.path("density").asDouble(), 1.0);
            }
        }

        /// bytesPerToken is rounded to whole bytes, of more than 10,000.
        private static org.assertj.core.data.Offset<Double> near(double value) {
            return org.assertj.core.api.Assertions.within(1e-4 * value);
        }

        @Test
        void thresholdsComeFromTheActivations() {
            assertThat(json.path("density").asDouble()).isBetween(0.4, 0.6);
            assertThat(json.path("askedDensity").asDouble()).isEqualTo(0.5);
        }

        @Test
        void theDenseModelIsMeasuredBesideIt() {
            assertThat(json.at("/dense/density").asDouble()).isEqualTo(1);
            assertThat(json.at("/dense/bytesPerToken").asLong())
                    .isGreaterThan(json.path("bytesPerToken").asLong());
            assertThat(json.at("/overDense/min").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(json.at("/overDense/max").asDouble());
        }

        @Test
        void leavesNoFileBehind() throws IOException {
            try (Stream<Path> files = Files.list(shared)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("config.json", "tiny.rsp", "tokenizer.json");
            }
        }
    }

    @Test
    void keepsRandomWeightsInACache() throws IOException {
        Path model = RandomTiny.write(folder);
        Path cache = folder.resolve("kept");
        CommandRun first = bench(model, "--random-weights", "--policy", "ranked", "--cache", cache);
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("Tiny, random bf16 weights, f32 KV cache; 10 tokens behind a prompt of 20, 2 rounds")
                .containsPattern("(?m)^ranked +[0-9.]+ \\(")
                .containsPattern("(?m)^dense +[0-9.]+ \\(")
                .containsPattern("ranked over dense +[0-9.]+ \\([0-9.]+\\.\\.[0-9.]+\\)");
        assertThat(first.err()).contains("packing 0 MB of weights");
        List<FileTime> written = times(cache);
        assertThat(written).hasSize(2);
        CommandRun second =
                bench(model, "--random-weights", "--policy", "ranked", "--cache", cache, "--no-dense", "--json");
        assertThat(second.err()).doesNotContain("packing");
        assertThat(second.json().has("overDense")).isFalse();
        assertThat(times(cache)).isEqualTo(written);
    }

    private static List<FileTime> times(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return Files.getLastModifiedTime(file);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void measuresACheckpointToo() {
        JsonNode json = bench(TinyModel.writeDefault(folder), "--policy", "dense", "--json")
                .json();
        assertThat(json.path("randomWeights").asBoolean()).isFalse();
        assertThat(json.path("policy").asText()).isEqualTo("dense");
        assertThat(json.has("overDense")).isFalse();
    }

    @Test
    void readsTheConfigurationInTheFolderNamedAsTheSource() throws IOException {
        Path model = RandomTiny.write(folder);
        Files.createDirectory(folder.resolve("tiny"));
        Files.move(folder.resolve("config.json"), folder.resolve("tiny").resolve("config.json"));
        assertThat(failure(model, "--random-weights", "--policy", "none")).contains("unknown policy 'none'");
    }

    @Test
    void aPolicyOfACheckpointNeedsItsLock() {
        assertThat(failure(TinyModel.writeDefault(folder)))
                .startsWith("DIR/tiny.rsplock: error E0501: policy 'half' needs thresholds, and there is no lock file");
    }

    @Test
    void refusesAnUnknownPolicy() {
        assertThat(failure(RandomTiny.write(folder), "--random-weights", "--policy", "hlaf"))
                .isEqualTo("""
                DIR/tiny.rsp: error E0101: unknown policy 'hlaf'
                 help: did you mean 'half'?
                => 1
                """);
    }

    @Test
    void refusesAModelWithoutConfiguration() throws IOException {
        Path model = RandomTiny.write(folder);
        Files.delete(folder.resolve("config.json"));
        assertThat(failure(model, "--random-weights"))
                .startsWith("DIR/config.json: error E0601: no such file")
                .endsWith("=> 3\n");
    }

    @Test
    void refusesAShapeThatIsNotDeclared() throws IOException {
        Path model = TinyModel.writeDefault(folder);
        assertThat(failure(model, "--random-weights"))
                .contains("error E0301: random weights cannot make model.layers.0.self_attn.q_proj.weight: its shape is"
                        + " not declared")
                .contains("help: declare it behind the name, such as : [D,D]")
                .endsWith("=> 1\n");
    }

    @Test
    void refusesToRotateRandomWeights() throws IOException {
        Path model = RandomTiny.write(folder);
        Files.writeString(
                model,
                Files.readString(model)
                        .replace("policy half for Tiny {", "policy half for Tiny {\n  rotate residual;"));
        assertThat(failure(model, "--random-weights"))
                .contains("random weights have no basis to rotate the residual stream to")
                .endsWith("=> 1\n");
    }

    @Test
    void measuresBehindALongContextToo() {
        Path model = RandomTiny.write(folder);
        Object[] far = {"--random-weights", "--policy", "dense", "--position", 300, "--kv-cache", "bf16"};
        JsonNode json = bench(
                        model,
                        Stream.concat(Stream.of(far), Stream.of("--json")).toArray())
                .json();
        assertThat(json.path("kvCache").asText()).isEqualTo("bf16");
        JsonNode at = json.path("atPosition");
        assertThat(at.path("position").asInt()).isEqualTo(300);
        assertThat(at.path("decodeTokensPerSecond").asDouble()).isPositive();
        assertThat(at.path("bytesPerToken").asLong())
                .isGreaterThan(json.path("bytesPerToken").asLong());
        assertThat(at.at("/overPrompt/min").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(at.at("/overPrompt/max").asDouble());
        assertThat(bench(model, far).out())
                .contains("Tiny, random bf16 weights, bf16 KV cache; 10 tokens")
                .containsPattern("at position 300: decode [0-9.]+ \\(.*MB/token; over behind the prompt +[0-9.]+ \\(");
    }

    @Test
    void refusesALongContextThatACheckpointDoesNotHold() {
        assertThat(failure(TinyModel.writeDefault(folder), "--policy", "dense", "--position", 60))
                .isEqualTo("""
                DIR/tiny.rsp: error E0506: a context of 60 tokens and 10 to decode do not fit
                 help: the model holds 64 tokens
                => 1
                """);
    }

    @Test
    void refusesMoreTokensThanTheModelHolds() {
        Path model = RandomTiny.write(folder);
        assertThat(CommandRun.failure(folder, "bench", model, "--random-weights", "--prompt-tokens", 60, "--tokens", 5))
                .isEqualTo("""
                DIR/tiny.rsp: error E0506: a prompt of 60 tokens and 5 to decode do not fit
                 help: the model holds 64 tokens
                => 1
                """);
    }

    @Test
    void refusesMoreSequencesThanAGroupHolds() {
        CommandRun run = bench(RandomTiny.write(folder), "--random-weights", "--batch", "17");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--batch: expected a number up to 16, found 17");
    }
}
