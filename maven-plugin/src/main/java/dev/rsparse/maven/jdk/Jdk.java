package dev.rsparse.maven.jdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A JDK that can run the compiler.
///
/// @param home its folder
/// @param version such as 25
public record Jdk(Path home, int version) {

    /// The oldest that the compiler runs on.
    public static final int OLDEST = 25;

    /// The module that kernels are written with, which some builds of the JDK leave out.
    static final String MODULE = "jdk.incubator.vector";

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    /// The JDK in a folder, if there is one that is new enough and whole. Its `release` file answers in no time; to ask
    /// `java -version` of every candidate would cost the start of a JVM each.
    public static Optional<Jdk> at(Path home) {
        if (!Files.isExecutable(java(home))) {
            return Optional.empty();
        }
        String release;
        try {
            release = Files.readString(home.resolve("release"), StandardCharsets.UTF_8);
        } catch (IOException absent) {
            return Optional.empty();
        }
        Matcher version = VERSION.matcher(release);
        if (!version.find() || !release.contains(MODULE)) {
            return Optional.empty();
        }
        Jdk found = new Jdk(home, Integer.parseInt(version.group(1)));
        return found.version >= OLDEST ? Optional.of(found) : Optional.empty();
    }

    /// The program that starts a JVM.
    public Path java() {
        return java(home);
    }

    private static Path java(Path home) {
        Path windows = home.resolve("bin").resolve("java.exe");
        return Files.exists(windows) ? windows : home.resolve("bin").resolve("java");
    }
}
