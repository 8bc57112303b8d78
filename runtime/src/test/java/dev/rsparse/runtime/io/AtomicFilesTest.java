package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void noFileIsInPlaceBeforeAllAreWritten() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), "old");
        Path second = folder.resolve("second");
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(first, new byte[] {'a'});
            files.stage(second, new byte[] {'b'});
            assertThat(first).content().isEqualTo("old");
            assertThat(second).doesNotExist();
            files.commit();
        }
        assertThat(first).content().isEqualTo("a");
        assertThat(second).content().isEqualTo("b");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void theFileStagedFirstIsPutInPlaceLast() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(first, new byte[] {'a'});
            files.stage(second, new byte[] {'b'});
            // Renaming a file over a directory fails.
            Files.createDirectory(first);
            assertThatThrownBy(files::commit).hasMessageContaining(first.toString());
        }
        assertThat(second).content().isEqualTo("b");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aFailureLeavesAllOldFilesAndNothingElse() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), "old");
        assertThatThrownBy(() -> {
                    try (AtomicFiles files = new AtomicFiles()) {
                        files.stage(first, new byte[] {'a'});
                        files.stage(folder.resolve("missing/second"), new byte[] {'b'});
                        files.commit();
                    }
                })
                .hasMessage(folder.resolve("missing/second") + ": could not be written (its folder does not exist)");
        assertThat(first).content().isEqualTo("old");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(first));
    }

    @Test
    void whatIsNotCommittedIsDeleted() throws IOException {
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(folder.resolve("file"), new byte[] {'a'});
        }
        assertThat(folder).isEmptyDirectory();
    }
}
