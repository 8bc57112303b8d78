package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompileCommandTest {

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() {
        model = TinyModel.writeDefault(folder);
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "half", "ranked"})
    void emittedClassGivesTheLogitsOfARun(String policy) throws ReflectiveOperationException, IOException {
        Path logits = folder.resolve(policy + ".npy");
        CommandRun.ok(
                "run", model, "--policy", policy, "--prompt-ids", "0,70,71,72,9", "--tokens", 0, "--logits", logits);
        Path output = Files.createDirectories(folder.resolve(policy));
        CommandRun.ok(model, "-o", output.resolve("Model.java"), "--policy", policy);

        EmittedClass emitted = EmittedClass.compile(output.resolve("Model.java"), output, "com.example.tiny.Model");

        assertThat(emitted.logits(output.resolve("Model.weights"), 0, 70, 71, 72, 9))
                .isEqualTo(Npy.read(logits).row(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Model.java", "Model.weights"})
    void sameInputsGiveTheSameBytes(String file) throws IOException {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path second = Files.createDirectories(folder.resolve("second"));
        CommandRun.ok(model, "-o", first.resolve("Model.java"), "--policy", "ranked");
        CommandRun.ok(model, "-o", second.resolve("Model.java"), "--policy", "ranked");
        assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
    }

    @Test
    void saysWhatItWrote() throws IOException {
        Path output = Files.createDirectories(folder.resolve("said"));
        assertThat(CommandRun.ok(model, "-o", output.resolve("Model.java")).errIn(output))
                .isEqualTo("rsparsec: wrote DIR/Model.java and DIR/Model.weights (policy half)\n");
    }

    @Test
    void printsNothingToStandardOutput() throws IOException {
        Path output = Files.createDirectories(folder.resolve("silent"));
        assertThat(CommandRun.ok(model, "-o", output.resolve("Model.java")).out())
                .isEmpty();
    }

    @Test
    void writesTheClassAndItsWeightsAlone() throws IOException {
        Path output = Files.createDirectories(folder.resolve("alone"));
        CommandRun.ok(model, "-o", output.resolve("Model.java"));
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("Model.java", "Model.weights");
        }
    }

    @Test
    void tellsHowFarTheFormatOfEachLinearMovedItsWeights() throws IOException {
        Path source = folder.resolve("mixed.rsp");
        Files.writeString(
                source,
                Files.readString(model)
                        + "policy mixed for Tiny { default { dense; } select layer[*].down { weights q8; }"
                        + " select {embed,head} { weights q4; } }\n");
        Path output = Files.createDirectories(folder.resolve("told"));
        String said = CommandRun.ok(source, "-o", output.resolve("Model.java"), "--policy", "mixed")
                .errIn(output);
        assertThat(said)
                .contains("relative error of the weights of each linear:\n")
                .containsPattern("  layer\\[0\\]\\.down +q8   0\\.00[1-9]\\d*\n")
                .containsPattern("  layer\\[0\\]\\.gate +bf16 0\\.00000\n")
                .containsPattern("  head +q4   0\\.[01]\\d*\n");
    }

    @Test
    void storesWeightsInTheFormatAskedFor() throws IOException {
        Path output = Files.createDirectories(folder.resolve("formats"));
        CommandRun.ok(model, "-o", output.resolve("Half.java"), "--weights", "bf16");
        CommandRun.ok(model, "-o", output.resolve("Full.java"), "--weights", "f32");
        assertThat(Files.size(output.resolve("Full.weights")))
                .isGreaterThan(Files.size(output.resolve("Half.weights")) * 3 / 2);
    }
}
