package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {

    private static final String ROUGH = "rsp 1 ;\ntarget jvm {class A;}  // é\n";
    private static final String NEAT = "rsp 1;\ntarget jvm { class A; }  // é\n";

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void writesFilesThatChange() throws IOException {
        Path rough = write("rough.rsp", ROUGH);
        Path other = write("other.rsp", ROUGH);
        CommandRun run = CommandRun.ok("fmt", rough, other);
        assertThat(rough).hasContent(NEAT);
        assertThat(other).hasContent(NEAT);
        assertThat(run.errIn(folder))
                .isEqualTo("rsparsec: formatted DIR/rough.rsp\nrsparsec: formatted DIR/other.rsp\n");
    }

    @Test
    void keepsAFileThatNeedsNoChange() throws IOException {
        Path neat = write("neat.rsp", NEAT);
        FileTime past = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(neat, past);
        CommandRun run = CommandRun.ok("fmt", neat);
        assertThat(run.err()).isEmpty();
        assertThat(Files.getLastModifiedTime(neat)).isEqualTo(past);
    }

    @Test
    void leavesAFileWithSyntaxErrorsAlone() throws IOException {
        Path broken = write("broken.rsp", "rsp  1;\ntarget jvm { class A }\n");
        Path rough = write("rough.rsp", ROUGH);
        assertThat(CommandRun.failure(folder, "fmt", broken, rough)).isEqualTo("""
                DIR/broken.rsp:2:21: error E0001: expected ';' after 'A', found '}'
                 2 | target jvm { class A }
                   |                     ^ expected ';'
                rsparsec: formatted DIR/rough.rsp
                => 1
                """);
        assertThat(broken).hasContent("rsp  1;\ntarget jvm { class A }\n");
        assertThat(rough).hasContent(NEAT);
    }

    @Test
    void saysOfAFileThatIsNotThereSo() {
        assertThat(CommandRun.failure(folder, "fmt", folder.resolve("none.rsp")))
                .isEqualTo("""
                DIR/none.rsp: error E0601: does not exist
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void checkNamesWhatWouldChangeAndWritesNothing() throws IOException {
        Path rough = write("rough.rsp", ROUGH);
        Path neat = write("neat.rsp", NEAT);
        CommandRun run = CommandRun.of("fmt", "--check", neat, rough);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEqualTo(rough + "\n");
        assertThat(rough).hasContent(ROUGH);
        CommandRun.ok("fmt", "--check", neat);
    }

    @Test
    void formatsStandardInput() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(ROUGH.getBytes(StandardCharsets.UTF_8)));
            assertThat(CommandRun.ok("fmt", "-").out()).isEqualTo(NEAT);
            System.setIn(new ByteArrayInputStream("rsp".getBytes(StandardCharsets.UTF_8)));
            assertThat(CommandRun.failure(folder, "fmt", "-"))
                    .startsWith("<stdin>:1:")
                    .endsWith("=> 1\n");
        } finally {
            System.setIn(before);
        }
    }
}
