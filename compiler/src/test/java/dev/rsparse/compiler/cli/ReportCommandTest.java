package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One page, from whatever was measured so far.
class ReportCommandTest {

    @TempDir
    Path folder;

    private Path model;
    private Path tokens;
    private Path page;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
        tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        page = folder.resolve("tiny-report.html");
    }

    private void calibrate(Path text) {
        CommandRun.ok("calibrate", model, "--tokens", text, "--window", 32);
    }

    private String report(Object... more) throws IOException {
        assertThat(CommandRun.ok("report", model, more).out()).isEqualTo("wrote " + page + "\n");
        return Files.readString(page);
    }

    @Test
    void aModelThatNothingWasMeasuredOfHasAPageThatSaysWhatToDo() throws IOException {
        assertThat(report()).contains("rsparsec calibrate", "rsparsec eval").doesNotContain("http");
    }

    @Test
    void showsResultsAndScoresOfATextAndIsTheSameEveryTime() throws IOException {
        calibrate(tokens);
        CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", "half");
        String first = report("--tokens", tokens, "--window", 32, "--policy", "half");
        assertThat(first).contains("<svg", "half", "calib.u16").doesNotContain("(older)");
        assertThat(report("--tokens", tokens, "--window", 32, "--policy", "half"))
                .isEqualTo(first);
    }

    @Test
    void resultsFromBeforeACalibrationAreOlder() throws IOException {
        calibrate(tokens);
        CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", "half");
        calibrate(TinyModel.writeRandomTokens(folder.resolve("other.u16"), 320, 2));
        assertThat(report()).contains("half (older)");
    }

    @Test
    void aResultOfATunedAndRotatedPolicyIsOfToday() throws IOException {
        Files.writeString(model, Files.readString(model) + """
                policy tuned for Tiny {
                  rotate residual;
                  default { dense; }
                  select op(linear) in layer[*] { rsparse; sparsity 40%; score column_norm; phase all; }
                  tune layer[*].* { budget mean 40%; }
                }
                """);
        CommandRun.ok("tune", model, "--policy", "tuned", "--tokens", tokens, "--window", 32);
        CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", "tuned");
        assertThat(report("--policy", "tuned")).contains("tuned").doesNotContain("(older)");
    }

    @Test
    void aPageThatCannotBeWrittenIsSystemTrouble() {
        CommandRun run = CommandRun.of("report", model, "-o", folder.resolve("absent/page.html"));
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("page.html");
    }
}
