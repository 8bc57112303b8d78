package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Each `journeys/NAME.rsp` gives exactly `journeys/NAME.txt`. With `-Dgoldens.update=true` a text that differs is
/// rewritten, and the test still fails.
@Tag("width")
class JourneyGoldenTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "journeys");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> endsInTheGoldensValues() throws IOException {
        return sources().stream()
                .map(source -> DynamicTest.dynamicTest(source.getFileName().toString(), () -> compare(source)));
    }

    private void compare(Path source) throws IOException {
        String name = source.getFileName().toString().replace(".rsp", "");
        Path golden = source.resolveSibling(name + ".txt");
        String expected = Files.exists(golden) ? Files.readString(golden) : "";
        Path checkpoint = Files.createDirectory(folder.resolve(name));
        String text = Goldens.settled(Journey.read(source).text(checkpoint), expected);
        if (!text.equals(expected) && Boolean.getBoolean("goldens.update")) {
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(expected);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".rsp"))
                    .sorted()
                    .toList();
        }
    }
}
