package dev.rsparse.maven.jdk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Looks for a JDK where build tools, package managers and installers put them, nearest first.
public final class JdkFinder {

    /// Below the home folder; macOS bundles have their JDK two folders deeper.
    private static final List<String> AT_HOME = List.of(
            ".sdkman/candidates/java",
            ".jdks",
            ".m2/jdks",
            ".gradle/jdks",
            ".jbang/cache/jdks",
            ".asdf/installs/java",
            "Library/Java/JavaVirtualMachines");

    private static final List<String> OF_THE_SYSTEM = List.of(
            "/usr/lib/jvm",
            "/usr/java",
            "/opt/java",
            "/Library/Java/JavaVirtualMachines",
            "C:/Program Files/Java",
            "C:/Program Files/Eclipse Adoptium");

    private static final String BUNDLE = "Contents/Home";

    private final Map<String, String> environment;
    private final Path running;
    private final List<Path> folders = new ArrayList<>();
    /// What was looked at → what stood there, for the message when nothing is found.
    private final Map<String, String> searched = new LinkedHashMap<>();

    /// @param environment variables of this process
    /// @param running the home of this JVM
    /// @param home of the user
    public JdkFinder(Map<String, String> environment, Path running, Path home) {
        this(environment, running, folders(home));
    }

    JdkFinder(Map<String, String> environment, Path running, List<Path> folders) {
        this.environment = new TreeMap<>(environment);
        this.running = running;
        this.folders.addAll(folders);
    }

    private static List<Path> folders(Path home) {
        List<Path> all = new ArrayList<>();
        OF_THE_SYSTEM.forEach(folder -> all.add(Path.of(folder)));
        AT_HOME.forEach(folder -> all.add(home.resolve(folder)));
        return all;
    }

    /// The nearest: this JVM's, then those of `JAVA_HOME` and other variables such as `JAVA25_HOME`, then the newest in
    /// one of the usual folders.
    public Optional<Jdk> find() {
        searched.clear();
        return look("the JVM that Maven runs on", running)
                .or(this::inEnvironment)
                .or(this::inFolders);
    }

    /// A line for each place that was looked at.
    public List<String> searched() {
        List<String> lines = new ArrayList<>();
        searched.forEach((place, found) -> lines.add(place + ": " + found));
        return lines;
    }

    private Optional<Jdk> look(String place, Path home) {
        searched.put(place, home.toString());
        return Jdk.at(home);
    }

    private Optional<Jdk> inEnvironment() {
        List<String> names = new ArrayList<>(List.of("JAVA_HOME"));
        environment.keySet().stream()
                .filter(name -> name.matches("JAVA.+_HOME"))
                .forEach(names::add);
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            Optional<Jdk> found = value.isBlank() ? nothing(name) : look(name, path(value));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Jdk> nothing(String place) {
        searched.put(place, "not set");
        return Optional.empty();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException unusable) {
            return Path.of("");
        }
    }

    private Optional<Jdk> inFolders() {
        for (Path folder : folders) {
            List<Path> homes = homes(folder);
            searched.put(folder.toString(), homes.isEmpty() ? "nothing" : homes.size() + " older or incomplete");
            Optional<Jdk> newest = homes.stream()
                    .flatMap(home -> Jdk.at(home).stream())
                    .reduce((one, other) -> other.version() > one.version() ? other : one);
            if (newest.isPresent()) {
                return newest;
            }
        }
        return Optional.empty();
    }

    /// The folders in `folder`, by name: the same machine gives the same answer.
    private static List<Path> homes(Path folder) {
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
                for (Path child : children) {
                    Path bundle = child.resolve(BUNDLE);
                    homes.add(Files.isDirectory(bundle) ? bundle : child);
                }
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        homes.sort(null);
        return homes;
    }
}
