package dev.rsparse.maven.it;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// More builds of a project that the invoker has built once, without a network: all they need is in the local
/// repository.
public final class Builds {

    private static final Pattern MILLIS = Pattern.compile("\\((\\d+) ms\\)");

    private final Path project;
    private final File localRepository;
    private int status;

    /// @param project its folder
    /// @param localRepository the folder that the invoker installed the plugin in
    public Builds(File project, File localRepository) {
        this.project = project.toPath();
        this.localRepository = localRepository;
    }

    /// Runs Maven with some arguments.
    ///
    /// @return what it printed
    public String run(String... arguments) throws IOException, InterruptedException {
        return start(command(arguments));
    }

    /// Runs Maven in a copy of the project whose path has blanks and letters beyond ASCII. This JVM may run under a
    /// locale that cannot name such a folder; the shell and the inner Maven run under UTF-8.
    ///
    /// @param name of the copy, as octal escapes of the shell's `printf` for what is not ASCII
    public String runInCopy(String name, String... arguments) throws IOException, InterruptedException {
        String script =
                "name=$(printf '" + name + "') && rm -rf \"$name\" && mkdir \"$name\" && cp -r pom.xml src \"$name\""
                        + " && cd \"$name\" && exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-ec", script, "sh"));
        command.addAll(command(arguments));
        return start(command);
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(maven(), "-B", "-o", "-Dmaven.repo.local=" + localRepository));
        // What lies there came from the outer repository, which is none that these builds know: where artifacts came
        // from is not to be looked up (resolver 1.x and 2.x).
        command.add("-Daether.enhancedLocalRepository.trackingFilename=none");
        command.add("-Daether.lrm.enhanced.trackingFilename=none");
        command.addAll(List.of(arguments));
        return command;
    }

    private static String maven() {
        return Path.of(System.getProperty("maven.home"), "bin", "mvn").toString();
    }

    private String start(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        process.getOutputStream().close();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        status = process.waitFor();
        System.out.println(log);
        return log;
    }

    /// What the last Maven ended with.
    public int status() {
        return status;
    }

    /// How long the first goal of this plugin in a log says that it took, in milliseconds.
    public static int millis(String log) {
        Matcher found = MILLIS.matcher(log);
        if (!found.find()) {
            throw new AssertionError("no goal tells its time in:\n" + log);
        }
        return Integer.parseInt(found.group(1));
    }

    /// Every file below `target` with its time and size, but for what maven-compiler-plugin writes on every build.
    public SortedMap<String, String> files() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(project.resolve("target"))) {
            for (Path file : found.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(project.resolve("target/maven-status")))
                    .toList()) {
                files.put(
                        project.relativize(file).toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
        }
        return files;
    }
}
