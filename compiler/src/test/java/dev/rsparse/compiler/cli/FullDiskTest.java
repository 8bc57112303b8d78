package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Outputs on a disk that is full. Skipped where this user may not mount one.
class FullDiskTest {

    @TempDir
    Path folder;

    private Path model;
    private Path disk;

    @BeforeEach
    void mountDisk() throws IOException, InterruptedException {
        model = TinyModel.writeDefault(folder);
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "no disk to fill");
    }

    @AfterEach
    void unmountDisk() throws IOException, InterruptedException {
        command("umount", disk.toString());
    }

    private static boolean command(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private void fillDisk() throws IOException {
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                filler.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    @Test
    void tellsThatTheDiskIsFull() throws IOException {
        fillDisk();
        assertThat(CommandRun.failure(folder, model, "-o", disk.resolve("Model.java"), "--policy", "dense"))
                .isEqualTo("""
                        DIR/disk/Model.java: error E0602: could not be written (No space left on device)
                         help: free space or choose another path; what stood there before is untouched
                        => 3
                        """);
    }

    @Test
    void leavesTheOldPair() throws IOException {
        CommandRun.ok(model, "-o", disk.resolve("Model.java"), "--policy", "dense");
        byte[] source = Files.readAllBytes(disk.resolve("Model.java"));
        byte[] weights = Files.readAllBytes(disk.resolve("Model.weights"));
        fillDisk();
        CommandRun.failure(folder, model, "-o", disk.resolve("Model.java"), "--policy", "dense", "--weights", "f32");
        assertThat(Files.readAllBytes(disk.resolve("Model.java"))).isEqualTo(source);
        assertThat(Files.readAllBytes(disk.resolve("Model.weights"))).isEqualTo(weights);
    }

    @Test
    void leavesTheOldPairWhenTheClassWouldFitAlone() throws IOException {
        CommandRun.ok(model, "-o", disk.resolve("Model.java"), "--policy", "dense");
        byte[] source = Files.readAllBytes(disk.resolve("Model.java"));
        Path room = Files.write(disk.resolve("room"), new byte[source.length + 8192]);
        fillDisk();
        Files.delete(room);
        assertThat(CommandRun.failure(
                        folder, model, "-o", disk.resolve("Model.java"), "--policy", "dense", "--weights", "f32"))
                .startsWith("DIR/disk/Model.weights: error E0602: could not be written (No space left on device)");
        assertThat(Files.readAllBytes(disk.resolve("Model.java"))).isEqualTo(source);
    }

    @Test
    void leavesNoFileOfItsOwn() throws IOException {
        fillDisk();
        CommandRun.failure(folder, model, "-o", disk.resolve("Model.java"), "--policy", "dense");
        try (Stream<Path> files = Files.list(disk)) {
            assertThat(files).containsExactly(disk.resolve("filler"));
        }
    }
}
