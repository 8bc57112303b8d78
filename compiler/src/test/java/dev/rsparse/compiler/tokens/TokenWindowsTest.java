package dev.rsparse.compiler.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenWindowsTest {

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void open() {
        project = ModelProject.open(TinyModel.writeDefault(folder));
    }

    @AfterEach
    void close() {
        project.close();
    }

    private TokenWindows tokens(Path file, long limit) {
        return TokenWindows.ofTokens(project, file, 4, limit);
    }

    private Path file(String name, int... ids) {
        return TinyModel.writeTokens(folder.resolve(name), ids);
    }

    @Test
    void doNotOverlapAndAreWhole() {
        assertThat(tokens(file("a.u16", 1, 2, 3, 4, 5, 6, 7, 259, 9, 10), Long.MAX_VALUE))
                .containsExactly(new int[] {1, 2, 3, 4}, new int[] {5, 6, 7, 259});
    }

    @Test
    void digestIsThatOfTheIdsThatAreRead() {
        TokenWindows all = tokens(file("a.u16", 1, 2, 3, 4), Long.MAX_VALUE);
        TokenWindows first = tokens(file("b.u16", 1, 2, 3, 4, 5, 6, 7, 8), 4);
        TokenWindows other = tokens(file("c.u16", 1, 2, 3, 5), Long.MAX_VALUE);
        assertThat(first.identity().digest()).isEqualTo(all.identity().digest());
        assertThat(other.identity().digest()).isNotEqualTo(all.identity().digest());
    }

    @Test
    void digestIsTheSameForTheTextThatTheIdsSpell() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "abcdefgh");
        assertThat(TokenWindows.ofText(project, text, 4, Long.MAX_VALUE)
                        .identity()
                        .digest())
                .isEqualTo(tokens(file("a.u16", 99, 100, 101, 102, 103, 104, 105, 106), Long.MAX_VALUE)
                        .identity()
                        .digest());
    }

    /// Sparse on the disk, and more ids than an array holds.
    @Test
    void ofAFileOfManyGigabytesAreReadAlone() throws IOException {
        Path huge = folder.resolve("huge.u16");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(10L << 30);
        }
        assertThat(tokens(huge, 64)).hasSize(16).allMatch(window -> window.length == 4);
    }

    @Test
    void digestsOfPartsGiveThatOfTheWhole() {
        WindowDigests whole = new WindowDigests();
        whole.add(new int[] {1, 2});
        whole.add(new int[] {3, 70000});
        WindowDigests first = new WindowDigests();
        first.add(new int[] {1, 2});
        WindowDigests second = new WindowDigests();
        second.add(new int[] {3, 70000});
        first.add(second.bytes());
        assertThat(first.text()).isEqualTo(whole.text());
        assertThat(first.count()).isEqualTo(2);
    }
}
