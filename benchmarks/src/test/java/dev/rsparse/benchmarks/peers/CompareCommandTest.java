package dev.rsparse.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.benchmarks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command with a script in place of the compiler.
class CompareCommandTest {

    /// Half as many bytes, twice as fast.
    private static final String LAUNCHER = """
            #!/bin/sh
            case "$*" in
                "bench --help") echo "  --random-weights  Make up the weights." ;;
                --version) echo 9.9 ;;
                bench*--random-weights\\ --weights\\ q8\\ --policy\\ dense\\ --threads\\ 2\\ --no-dense\\ --json)
                    echo '{"decodeTokensPerSecond": 20, "promptTokensPerSecond": 200, "bytesPerToken": 1100000000,
                        "readBandwidthGigabytesPerSecond": 30, "density": 1, "disturbed": false}' ;;
                bench*--policy\\ half*)
                    echo '{"decodeTokensPerSecond": 40, "promptTokensPerSecond": 200, "bytesPerToken": 550000000,
                        "readBandwidthGigabytesPerSecond": 31, "density": 0.5, "disturbed": ["load"]}' ;;
                *) echo "what is $*?" >&2; exit 2 ;;
            esac
            """;

    private record Outcome(int exit, String out, String err) {}

    @TempDir
    Path folder;

    private Path launcher;

    @BeforeEach
    void writeLauncher() throws IOException {
        launcher = folder.resolve("launcher");
        Files.writeString(launcher, LAUNCHER);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    private Outcome compare(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new CompareCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(Main::report);
        List<String> all = new ArrayList<>(List.of(
                "--rsparsec", launcher.toString(),
                "--work", folder.resolve("work").toString(),
                "--results", folder.resolve("results.json").toString()));
        all.addAll(List.of(arguments));
        return new Outcome(command.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private void assumeRoom() throws IOException {
        Assumptions.assumeTrue(Files.getFileStore(folder).getUsableSpace() > WorkFolder.LEAST_FREE);
    }

    @Test
    void runsTheCompilerForEachPolicy() throws IOException {
        assumeRoom();
        Outcome outcome = compare("--only", "rsparsec", "--formats", "q8", "--rounds", "2");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("TinyLlama-1.1B, q8: disturbed: ")
                .contains("rsparsec half calls 2 of its runs disturbed")
                .containsPattern("rsparsec dense +q8 +1.100 +20.0 .* +2.00 \\(2.00..2.00\\)\n");
        JsonNode group = new ObjectMapper()
                .readTree(Files.readString(folder.resolve("results.json")))
                .at("/groups/0");
        assertThat(group.at("/rows/1/decode").toString()).isEqualTo("[40.0,40.0]");
        assertThat(group.at("/rows/1/density").asDouble()).isEqualTo(0.5);
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void aCompilerThatFailsIsARowThatSaysWhy() throws IOException {
        assumeRoom();
        Outcome outcome = compare("--only", "rsparsec", "--policies", "dense", "--formats", "q4", "--rounds", "1");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).containsPattern("rsparsec dense failed \\(exit code 2\\): what is bench .*q4");
    }

    @Test
    void writesThePageFromAnEarlierRun() throws IOException {
        assumeRoom();
        compare("--only", "rsparsec", "--formats", "q8", "--rounds", "1");
        Path page = folder.resolve("page.md");
        Files.writeString(page, "<!-- comparison: written by benchmarks/compare --page -->\n<!-- /comparison -->\n");
        Outcome outcome = compare("--from", folder.resolve("results.json").toString(), "--page", page.toString());
        assertThat(outcome.exit()).isZero();
        assertThat(page).content().contains("### TinyLlama-1.1B, q8").contains("Versions: rsparsec 9.9.");
        assertThat(folder.resolve("page.svg")).content().startsWith("<svg ");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThat(compare("--shapes", "2b").err()).startsWith("no shape \"2b\"; there are 1.1b, 8b");
        assertThat(compare("--formats", "q5").err()).startsWith("no format \"q5\"; there are f32, f16, bf16, q8, q4");
        assertThat(compare("--peers", "vllm").err()).startsWith("no engine \"vllm\"; there are rsparsec, llama.cpp,");
        assertThat(compare("--rounds", "0").err()).startsWith("--rounds, --threads, --prompt and --tokens are 1 or");
        assertThat(compare("--rounds", "0").exit()).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void saysThatAFileOfFiguresIsNotThere() {
        Outcome outcome = compare("--from", folder.resolve("nowhere.json").toString());
        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).contains("nowhere.json is not a file");
    }
}
