package dev.rsparse.compiler.jar;

import dev.rsparse.runtime.CompiledModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The class files of the runtime that this compiler runs with, from the folder or the jar they were loaded from.
final class RuntimeClasses {

    private static final String ROOT = CompiledModel.class.getPackageName().replace('.', '/');

    private RuntimeClasses() {}

    /// By their paths in a jar, such as `dev/rsparse/runtime/Session.class`.
    ///
    /// @throws IOException when they cannot be read
    static SortedMap<String, byte[]> read() throws IOException {
        Path place = place();
        if (Files.isDirectory(place)) {
            return under(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return under(jar.getPath("/"));
        }
    }

    private static Path place() {
        try {
            return Path.of(CompiledModel.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException malformed) {
            throw new IllegalStateException("a class loader gives sound places", malformed);
        }
    }

    private static SortedMap<String, byte[]> under(Path root) throws IOException {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve(ROOT))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".class")) {
                    // Windows has another mark between the names of a path.
                    String name = root.relativize(file).toString().replace('\\', '/');
                    classes.put(name, Files.readAllBytes(file));
                }
            }
        }
        return classes;
    }
}
