package dev.rsparse.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    Path folder;

    private String features(String text) throws IOException {
        return Machine.features(Files.writeString(folder.resolve("cpuinfo"), text));
    }

    @Test
    void namesVectorInstructionsAlone() throws IOException {
        assertThat(features("processor\t: 0\nflags\t\t: fpu avx2 sse4_2 avx512f ht\nflags\t\t: sse\n"))
                .isEqualTo("avx2 avx512f sse4_2");
        assertThat(features("Features\t: fp asimd sve2 crc32\n")).isEqualTo("asimd sve2");
    }

    @Test
    void knowsNothingWhereTheSystemTellsNothing() throws IOException {
        assertThat(features("")).isEmpty();
        assertThat(Machine.features(folder.resolve("absent"))).isEmpty();
    }
}
