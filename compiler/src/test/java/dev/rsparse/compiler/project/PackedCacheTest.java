package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedCacheTest {

    private static final Map<String, Thinning> THINNED =
            Map.of("layer[0].q", Thinning.columns(0.5, 0.5, 3, 1, 0.1f, Phase.ALL));

    @TempDir
    Path folder;

    private final List<String> messages = new ArrayList<>();
    private Path kept;
    private ModelProject project;

    @BeforeEach
    void open() {
        kept = folder.resolve("cache/packed");
        project = ModelProject.open(TinyModel.writeDefault(folder));
    }

    @AfterEach
    void close() {
        project.close();
    }

    private byte[] weights(PackedCache cache, StripLayout format) {
        PolicyGraph runs =
                PolicyGraph.of(project, project.policy(Optional.of("half")), PolicyTensors.NONE, messages::add);
        Engine engine = Engine.compile(runs.graph(), "half", THINNED, format, project.config(), Set.of());
        try (WeightContainer packed = cache.open(project, runs, THINNED, engine)) {
            return packed.data().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private PackedCache cache(long limit) {
        return new PackedCache(Optional.of(new KeptFiles(kept, limit)), "tool", messages::add);
    }

    private byte[] fromMemory(StripLayout format) {
        return weights(new PackedCache(Optional.empty(), "", messages::add), format);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(kept)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(kept)) {
            return found.toList();
        }
    }

    @Test
    void givesTheSameBytesFromAFile() throws IOException {
        byte[] first = weights(cache(1 << 30), StripLayout.BF16);
        byte[] again = weights(cache(1 << 30), StripLayout.BF16);
        assertThat(files()).hasSize(1);
        assertThat(first).startsWith(fromMemory(StripLayout.BF16)).isEqualTo(again);
    }

    @Test
    void packsOnce() throws IOException {
        weights(cache(1 << 30), StripLayout.Q8);
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Path file = files().getFirst();
        Object key = Files.readAttributes(file, "unix:ino").get("ino");
        Files.setLastModifiedTime(file, before);
        weights(cache(1 << 30), StripLayout.Q8);
        assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(key);
        assertThat(Files.getLastModifiedTime(file)).isGreaterThan(before);
    }

    @Test
    void tellsFormatsApart() throws IOException {
        weights(cache(1 << 30), StripLayout.BF16);
        weights(cache(1 << 30), StripLayout.F16);
        assertThat(files()).hasSize(2);
    }

    @Test
    void packsAgainWhenTheCheckpointChanges() throws IOException {
        weights(cache(1 << 30), StripLayout.BF16);
        Path checkpoint = project.checkpoint().paths().getFirst();
        Files.setLastModifiedTime(checkpoint, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        weights(cache(1 << 30), StripLayout.BF16);
        assertThat(files()).hasSize(2);
    }

    @Test
    void writesADamagedFileAnew() throws IOException {
        byte[] first = weights(cache(1 << 30), StripLayout.BF16);
        Files.writeString(files().getFirst(), "no weights");
        assertThat(weights(cache(1 << 30), StripLayout.BF16)).isEqualTo(first);
    }

    @Test
    void keepsNothingLargerThanTheLimit() throws IOException {
        assertThat(weights(cache(100), StripLayout.BF16)).isEqualTo(fromMemory(StripLayout.BF16));
        assertThat(files()).isEmpty();
    }

    @Test
    void removesWhatWasNotUsedForLongest() throws IOException {
        weights(cache(1 << 30), StripLayout.BF16);
        Path old = files().getFirst();
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        weights(cache(Files.size(old) + 100), StripLayout.F16);
        assertThat(files()).hasSize(1).doesNotContain(old);
    }

    @Test
    void removesWhatWasAbandoned() throws IOException {
        Files.createDirectories(kept);
        Path half = Files.writeString(kept.resolve("x.weights.partial"), "half");
        Path fresh = Files.writeString(kept.resolve("y.weights.partial"), "half");
        Files.setLastModifiedTime(half, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        weights(cache(1 << 30), StripLayout.BF16);
        assertThat(half).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void packsIntoMemoryWhereNothingCanBeKept() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file in the folder's place");
        assertThat(weights(cache(1 << 30), StripLayout.BF16)).isEqualTo(fromMemory(StripLayout.BF16));
        assertThat(messages).anyMatch(message -> message.contains("could not be kept"));
    }
}
