package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `run --input`, and what a user reads who mixes rows of numbers and tokens.
class RowsRunTest {

    @TempDir
    Path folder;

    private Path tokens;
    private Path numbers;
    private Path rows;

    @BeforeEach
    void write() throws IOException {
        tokens = TinyModel.writeDefault(folder);
        numbers = Files.writeString(folder.resolve("numbers.rsp"), """
                rsp 1;
                model Numbers(x: f32[N,32]) -> (y: f32[N,V]) {
                  dim N;
                  param V = config("vocab_size");
                  weights from safetensors("model*.safetensors") { w = "model.embed_tokens.weight" : [V,32]; }
                  graph { y = softmax(linear(x, w)); }
                }
                """);
        rows = folder.resolve("x.npy");
        float[] x = new float[5 * 32];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.cos(i);
        }
        NpyFile.write(rows, x, 5, 32);
    }

    @Test
    void printsTheClassOfEachRowAndWritesAllResults() {
        Path results = folder.resolve("y.npy");
        CommandRun run = CommandRun.ok("run", numbers, "--input", rows, "--logits", results);
        Npy y = Npy.read(results);
        assertThat(y.shape()).containsExactly(5, 260);
        assertThat(run.out().lines()).hasSize(5);
        for (int row = 0; row < 5; row++) {
            String[] words = run.out().lines().toList().get(row).split(" +");
            assertThat(words[0]).isEqualTo(Integer.toString(row));
            float best = y.row(row)[Integer.parseInt(words[1])];
            for (float one : y.row(row)) {
                assertThat(best).isGreaterThanOrEqualTo(one);
            }
        }
    }

    @Test
    void aJarPrintsTheSameClasses() {
        Path jar = folder.resolve("numbers.jar");
        CommandRun.ok(numbers, "-o", jar);
        assertThat(JarProgram.ok(jar, "--input", rows).out())
                .isEqualTo(CommandRun.ok("run", numbers, "--input", rows).out());
        assertThat(JarProgram.ok(jar, "--input", rows, "--json").json())
                .isEqualTo(
                        CommandRun.ok("run", numbers, "--input", rows, "--json").json());
        assertThat(JarProgram.failure(folder, jar, "--prompt-ids", "1")).isEqualTo("""
                DIR/numbers.jar: error: Numbers reads rows of numbers, not tokens
                 help: give it --input ROWS.npy
                => 1
                """);
        assertThat(JarProgram.failure(folder, jar, "--input", folder.resolve("absent.npy")))
                .isEqualTo("""
                DIR/absent.npy: error: does not exist
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesRowsOfAnotherWidth() throws IOException {
        NpyFile.write(rows, new float[6], 2, 3);
        assertThat(CommandRun.failure(folder, "run", numbers, "--input", rows)).isEqualTo("""
                DIR/x.npy: error E0506: rows of 3 numbers, and the model reads rows of 32
                 help: give float32 [N,32]
                => 1
                """);
    }

    @Test
    void refusesWhatIsNoArray() throws IOException {
        Files.writeString(rows, "1, 2, 3\n4, 5, 6\n");
        assertThat(CommandRun.failure(folder, "run", numbers, "--input", rows)).isEqualTo("""
                DIR/x.npy: error E0506: is no NumPy array
                 help: write it with numpy.save, as float32 [N,n]
                => 1
                """);
    }

    @Test
    void refusesRowsForAModelOfTokens() {
        assertThat(CommandRun.failure(folder, "run", tokens, "--policy", "dense", "--input", rows))
                .isEqualTo("""
                DIR/tiny.rsp: error E0506: Tiny reads tokens, not rows of numbers
                 help: give it a text with --prompt, or ids with --prompt-ids
                => 1
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --prompt-ids 1",
                "eval --tokens x.u16",
                "calibrate --tokens x.u16",
                "tune --tokens x.u16",
                "bench"
            })
    void commandsThatNeedTokensSayThatTheModelReadsNumbers(String command) {
        Object[] words = command.split(" ");
        Object[] rest = Arrays.copyOfRange(words, 1, words.length);
        assertThat(CommandRun.failure(folder, words[0], numbers, rest)).isEqualTo("""
                DIR/numbers.rsp: error E0506: Numbers reads rows of numbers, not tokens
                 help: run it with 'rsparsec run MODEL.rsp --input ROWS.npy'
                => 1
                """);
    }
}
