package dev.rsparse.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

    @TempDir
    Path folder;

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    @Test
    void findsFilesOfTheFolderAndThoseBelow() throws IOException {
        Path top = write("a.rsp");
        Path nested = write("com/acme/b.rsp");
        write("com/acme/b.rsplock");
        assertThat(new SourceFiles(folder.toFile(), List.of("**/*.rsp"), List.of()).find())
                .containsExactly(top, nested);
    }

    @Test
    void leavesOutWhatIsExcluded() throws IOException {
        Path kept = write("a.rsp");
        write("drafts/b.rsp");
        assertThat(new SourceFiles(folder.toFile(), List.of("**/*.rsp"), List.of("drafts/**")).find())
                .containsExactly(kept);
    }

    @Test
    void aFolderThatIsNotThereHasNone() {
        assertThat(new SourceFiles(folder.resolve("none").toFile(), List.of("**"), List.of()).find())
                .isEmpty();
    }
}
