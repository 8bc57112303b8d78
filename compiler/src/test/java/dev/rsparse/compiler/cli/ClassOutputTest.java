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

/// `-o Model.class`.
class ClassOutputTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path output;

    @BeforeAll
    static void compile() throws IOException {
        model = TinyModel.writeDefault(folder);
        // Where a class path that starts at `folder` has the classes of the target's package.
        output = Files.createDirectories(folder.resolve("com/example/tiny"));
        for (String old : new String[] {"Model$Old.class", "Model$.txt", "Models.class"}) {
            Files.writeString(output.resolve(old), "old");
        }
        Files.createDirectory(output.resolve("Model$folder.class"));
        CommandRun.ok(model, "-o", output.resolve("Model.class"), "--policy", "dense");
    }

    @Test
    void theClassGivesTheLogitsOfARun() throws ReflectiveOperationException {
        Path logits = folder.resolve("logits.npy");
        CommandRun.ok("run", model, "--policy", "dense", "--prompt-ids", "0,70,9", "--tokens", 0, "--logits", logits);
        EmittedClass emitted = EmittedClass.load(folder, "com.example.tiny.Model");
        assertThat(emitted.logits(output.resolve("Model.weights"), 0, 70, 9))
                .isEqualTo(Npy.read(logits).row(2));
    }

    @Test
    void nestedClassesStandBeside() {
        assertThat(output).isDirectoryContaining("glob:**/Model$*.class");
    }

    @Test
    void nestedClassesOfAnEarlierCompileAreRemoved() {
        assertThat(output.resolve("Model$Old.class")).doesNotExist();
    }

    @Test
    void otherFilesStay() {
        assertThat(output.resolve("Model$.txt")).hasContent("old");
        assertThat(output.resolve("Models.class")).hasContent("old");
        assertThat(output.resolve("Model$folder.class")).isDirectory();
    }

    @Test
    void namesAllFilesItWrote() throws IOException {
        Path said = Files.createDirectory(folder.resolve("said"));
        CommandRun run = CommandRun.ok(model, "-o", said.resolve("Model.class"), "--policy", "dense", "--json");
        try (Stream<Path> files = Files.list(said)) {
            assertThat(run.json().get("files"))
                    .extracting(file -> Path.of(file.asText()))
                    .containsExactlyInAnyOrderElementsOf(files.toList());
        }
        assertThat(run.errIn(said))
                .startsWith("rsparsec: wrote DIR/Model.class, DIR/Model$")
                .endsWith(".class and DIR/Model.weights (policy dense)\n");
    }
}
