package dev.rsparse.compiler.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The architectures that come with the compiler: a `.rsp` file each, imported by its name.
public final class Library {

    private static final String EXTENSION = ".rsp";

    /// Beside the resources of the compiler, so that a new architecture is one file in it.
    private static final String FOLDER = "/dev/rsparse/compiler/library";

    private Library() {}

    /// The text of an architecture, under the name that diagnostics give it.
    public static Optional<ImportSource.Text> find(String name) {
        if (!name.matches("\\w+")) {
            return Optional.empty();
        }
        try (InputStream file = Library.class.getResourceAsStream(FOLDER + "/" + name + EXTENSION)) {
            return file == null
                    ? Optional.empty()
                    : Optional.of(new ImportSource.Text(
                            "library/" + name + EXTENSION, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException problem) {
            throw new UncheckedIOException("a resource of the compiler cannot be read", problem);
        }
    }

    /// The names of all architectures, sorted.
    public static List<String> names() {
        URL folder = Library.class.getResource(FOLDER);
        try {
            URI place = folder.toURI();
            if (!place.getScheme().equals("jar")) {
                return names(Path.of(place));
            }
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                return names(jar.getPath(FOLDER));
            }
        } catch (URISyntaxException | IOException problem) {
            throw new IllegalStateException("the resources of the compiler cannot be listed: " + folder, problem);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(EXTENSION))
                    .map(file -> file.substring(0, file.length() - EXTENSION.length()))
                    .sorted()
                    .toList();
        }
    }
}
