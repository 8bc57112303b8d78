package dev.rsparse.compiler.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.cli.Main;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rsparsec lsp` as an editor starts it.
class ServerProcessTest {

    @TempDir
    Path folder;

    private Process start() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        "lsp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void servesAnEditorOverStandardInputAndOutput() throws IOException, InterruptedException {
        Path model = TinyModel.writeDefault(folder);
        Process process = start();
        try {
            Editor editor = new Editor(
                    process.getInputStream(),
                    process.getOutputStream(),
                    model.toUri().toString());
            assertThat(editor.initialize().getServerInfo().getVersion()).isEqualTo(Main.VERSION);
            assertThat(editor.open(Files.readString(model))).isEmpty();
            assertThat(editor.change("rope(linear(h, q))", "rope(linear(g, q))"))
                    .extracting(found -> found.getCode().getLeft())
                    .containsExactly("E0101");
            assertThat(editor.hover("x = gather", "gather")).contains("gives `f32[T,32]`");
            editor.exit();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroy();
        }
    }

    @Test
    void endsWithAnErrorWhenTheEditorIsGone() throws IOException, InterruptedException {
        Process process = start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroy();
        }
    }
}
