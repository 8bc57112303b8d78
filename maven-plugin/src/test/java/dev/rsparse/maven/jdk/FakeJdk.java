package dev.rsparse.maven.jdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders that look like JDKs.
final class FakeJdk {

    private FakeJdk() {}

    static Path write(Path home, String version, String modules) throws IOException {
        Path java = home.resolve("bin").resolve("java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "");
        if (!java.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + java + " executable");
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
        return home;
    }

    static Path write(Path home, String version) throws IOException {
        return write(home, version, "java.base jdk.incubator.vector java.compiler");
    }
}
