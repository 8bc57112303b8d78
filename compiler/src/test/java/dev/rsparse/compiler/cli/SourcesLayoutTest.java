package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The sources of this project that are meant to be read are laid out as `rsparsec fmt` does.
class SourcesLayoutTest {

    private static final List<String> FOLDERS = List.of(
            "src/main/resources/dev/rsparse/compiler/library",
            "../examples",
            "../benchmarks/models",
            "../golden-tests/src/test/resources/journeys");

    private static List<Path> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".rsp"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void checkFindsNothingToChange() throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("fmt", "--check"));
        for (String folder : FOLDERS) {
            List<Path> found = sources(folder);
            assertThat(found).as(folder).isNotEmpty();
            arguments.addAll(found);
        }
        CommandRun run = CommandRun.of(arguments.toArray());
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isZero();
    }
}
