package dev.rsparse.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;

/// How wide the vectors of a machine are, as far as can be told without a JVM that has the Vector API.
final class Machine {

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private Machine() {}

    /// A text that is another one on a machine with wider or narrower vectors.
    static String vectors() {
        return System.getProperty("os.arch") + " " + features(PROCESSOR);
    }

    /// The vector instructions that the first processor of a Linux names, sorted; nothing on other systems.
    static String features(Path processors) {
        try (Stream<String> lines = Files.lines(processors)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim().split(" "))
                    .map(flags -> new TreeSet<>(Arrays.asList(flags)))
                    .map(flags -> {
                        flags.removeIf(flag -> !flag.matches("sse.*|avx.*|sve.*|asimd.*|rvv.*"));
                        return String.join(" ", flags);
                    })
                    .orElse("");
        } catch (IOException other) {
            return "";
        }
    }
}
