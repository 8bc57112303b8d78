package dev.rsparse.maven.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// The project's artifacts under another version, for builds that move to it.
public final class Versions {

    private static final String DESCRIPTOR = "META-INF/maven/plugin.xml";

    private Versions() {}

    /// Puts copies of all artifacts of a local repository beside them: other names, and another version in their
    /// POMs and in the plugin's descriptor.
    public static void republish(File localRepository, String version) throws IOException {
        Path group = localRepository.toPath().resolve("dev/rsparse");
        try (Stream<Path> artifacts = Files.list(group).filter(Files::isDirectory)) {
            for (Path artifact : artifacts.toList()) {
                Path published;
                try (Stream<Path> versions = Files.list(artifact)) {
                    published = versions.filter(Files::isDirectory)
                            .filter(found -> !found.endsWith(version))
                            .findFirst()
                            .orElseThrow();
                }
                copy(published, artifact.resolve(version));
            }
        }
    }

    private static void copy(Path published, Path copy) throws IOException {
        String from = published.getFileName().toString();
        String to = copy.getFileName().toString();
        Files.createDirectories(copy);
        List<Path> files;
        try (Stream<Path> found = Files.list(published)) {
            files = found.filter(file -> file.toString().matches(".*\\.(jar|pom)"))
                    .toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(file.getFileName().toString().replace(from, to));
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            if (target.toString().endsWith(".pom")) {
                replace(target, from, to);
            } else {
                replaceInJar(target, from, to);
            }
        }
    }

    private static void replaceInJar(Path jar, String from, String to) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            Path descriptor = files.getPath(DESCRIPTOR);
            if (Files.exists(descriptor)) {
                replace(descriptor, from, to);
            }
        }
    }

    private static void replace(Path file, String from, String to) throws IOException {
        Files.writeString(file, Files.readString(file).replace(from, to));
    }
}
