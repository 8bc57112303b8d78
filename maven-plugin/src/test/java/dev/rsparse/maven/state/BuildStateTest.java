package dev.rsparse.maven.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildStateTest {

    @TempDir
    Path folder;

    private static BuildState state() {
        FileStamp source = new FileStamp(Path.of("/a b/ü.rsp"), 12, 34, "abc");
        FileStamp lock = new FileStamp(Path.of("/a b/ü.rsplock"), -1, 0, "");
        FileStamp output = new FileStamp(Path.of("/out/U.java"), 56, 78, "def");
        TreeMap<Path, SourceRecord> sources = new TreeMap<>();
        sources.put(source.path(), new SourceRecord(false, List.of(source, lock), List.of(output)));
        sources.put(Path.of("/lib.rsp"), new SourceRecord(true, List.of(), List.of()));
        return new BuildState("key", sources);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        Path file = folder.resolve("deep/state");
        state().write(file);
        assertThat(BuildState.read(file)).isEqualTo(state());
    }

    @Test
    void theSameStateIsNotWrittenAgain() throws IOException {
        Path file = folder.resolve("state");
        state().write(file);
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file, old);
        state().write(file);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);
    }

    @Test
    void anAbsentOrDamagedFileIsNoState() throws IOException {
        Path file = folder.resolve("state");
        assertThat(BuildState.read(file)).isEqualTo(BuildState.NONE);
        state().write(file);
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 2));
        assertThat(BuildState.read(file)).isEqualTo(BuildState.NONE);
        Files.writeString(file, "of another version\nkey\n");
        assertThat(BuildState.read(file)).isEqualTo(BuildState.NONE);
    }

    @Test
    void keysDependOnEveryPartAndNotOnTheirOrder() {
        String key = new BuildKey().with("a", 1).with("b", List.of("x")).digest();
        assertThat(new BuildKey().with("b", List.of("x")).with("a", 1).digest()).isEqualTo(key);
        assertThat(new BuildKey().with("a", 1).with("b", List.of("y")).digest()).isNotEqualTo(key);
        assertThat(new BuildKey().with("a", 1).digest()).isNotEqualTo(key).hasSize(64);
    }
}
