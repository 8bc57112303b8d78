package dev.rsparse.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Row;
import dev.rsparse.benchmarks.peers.ComparisonReport.Version;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table and the chart of made-up figures, against `src/test/resources/comparison`. Run with
/// `-Dgoldens.update=true` to write what is there now, and read the difference.
class PerformancePageTest {

    private static final Path GOLDENS = Path.of("src/test/resources/comparison");

    private static final String EMPTY_PAGE = """
            # Speed

            Before.

            <!-- comparison: written by benchmarks/compare --page -->
            old figures
            <!-- /comparison -->

            After.
            """;

    @TempDir
    Path folder;

    private static Row row(String engine, String weights, double gigabytes, String detail, double... speeds) {
        List<Double> decode = Arrays.stream(speeds).boxed().toList();
        List<Double> prompt = decode.stream().map(speed -> speed * 9).toList();
        double bandwidth = engine.startsWith("rsparsec") ? 31 : 0;
        return new Row(engine, weights, (long) (gigabytes * 1e9), detail, decode, prompt, bandwidth, 0, "");
    }

    private static ComparisonReport report() {
        Verdict calm = new Verdict(List.of());
        Verdict noisy = new Verdict(List.of("other work took 90 % of a core"));
        Group eight = new Group(
                "TinyLlama-1.1B",
                "q8",
                List.of(
                        row("rsparsec dense", "q8", 1.1, "", 25.5, 25, 26),
                        row("rsparsec half", "q8", 0.56, "", 41, 42, 40),
                        row("llama.cpp", "Q8_0", 1.1, "sapphirerapids", 24.8, 24.5, 25),
                        row("llama.cpp zen4", "Q8_0", 1.1, "zen4", 15.3, 15.2, 15.4)),
                calm);
        Group four = new Group(
                "TinyLlama-1.1B",
                "q4",
                List.of(
                        row("rsparsec dense", "q4", 0.58, "", 44, 43, 45),
                        row("llama.cpp", "Q4_0", 0.58, "sapphirerapids", 46.6, 46, 47),
                        Row.failed("Jlama", "Q4", "cannot be installed: no network")),
                noisy);
        Group large = new Group("Llama-3-8B", "q4", List.of(row("llama.cpp", "Q4_0", 4.22, "", 7.2, 7.1, 7.3)), calm);
        return new ComparisonReport(
                new Machine("A processor", 2, 32 << 20, "A JVM 25", 512),
                new Task(2, 128, 64),
                3,
                List.of(
                        new Version("rsparsec dense", "0.1.0"),
                        new Version("rsparsec half", "0.1.0"),
                        new Version("llama.cpp", "v0.5.0"),
                        new Version("llama.cpp zen4", "v0.5.0"),
                        new Version("Jlama", "")),
                List.of(eight, four, large));
    }

    private static void compare(String name, String actual) throws IOException {
        Path golden = GOLDENS.resolve(name);
        if (Boolean.getBoolean("goldens.update")) {
            Files.createDirectories(GOLDENS);
            Files.writeString(golden, actual);
            throw new AssertionError("wrote " + golden + "; read the difference and run again");
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }

    private Path writePage() throws IOException {
        Path page = folder.resolve("performance.md");
        Files.writeString(page, EMPTY_PAGE);
        PerformancePage.write(page, report());
        return page;
    }

    @Test
    void pageHoldsATableForEachGroupAndWhatIsWrong() throws IOException {
        compare("performance.md", Files.readString(writePage()));
    }

    @Test
    void chartHoldsABarForEachEngine() throws IOException {
        writePage();
        compare("performance.svg", Files.readString(folder.resolve("performance.svg")));
    }

    @Test
    void terminalGetsTheSameTables() throws IOException {
        StringBuilder text = new StringBuilder();
        report().groups()
                .forEach(group ->
                        text.append(new ComparisonColumns(group).text()).append('\n'));
        compare("terminal.txt", text.toString());
    }

    @Test
    void writingTwiceChangesNothing() throws IOException {
        Path page = writePage();
        String once = Files.readString(page);
        PerformancePage.write(page, report());
        assertThat(Files.readString(page)).isEqualTo(once);
    }

    @Test
    void refusesAPageWithoutMarks() throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(page, "# Speed\n");
        assertThatThrownBy(() -> PerformancePage.write(page, report()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lacks the lines");
        assertThat(folder.resolve("page.svg")).doesNotExist();
    }

    @Test
    void figuresComeBackFromTheirFile() throws IOException {
        ObjectMapper json = Results.JSON;
        assertThat(json.readValue(json.writeValueAsString(report()), ComparisonReport.class))
                .isEqualTo(report());
    }
}
