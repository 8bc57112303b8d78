package dev.rsparse.maven.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.maven.jdk.Jdk;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A compiler in a JVM of its own, which takes one command line after the other. For one thread.
public final class Worker implements AutoCloseable {

    private static final String MAIN = "dev.rsparse.compiler.cli.Worker";

    /// What the compiler needs; the serial collector starts fastest.
    private static final List<String> FLAGS =
            List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC");

    /// How long a JVM that was told to end may take.
    private static final long PATIENCE_SECONDS = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer jobs;
    private final BufferedReader answers;
    private final Thread messages;

    /// Starts a JVM.
    ///
    /// @param classPath the compiler and what it needs
    /// @param jvmArguments more flags, such as `-Xmx8g`
    /// @param relay takes each line that the compiler prints for people
    /// @throws WorkerException when it does not start
    public Worker(Jdk jdk, List<Path> classPath, List<String> jvmArguments, LogRelay relay) throws WorkerException {
        ProcessBuilder builder = new ProcessBuilder(command(jdk, jvmArguments));
        // Not an argument: command lines are limited, and class paths of local repositories are long.
        builder.environment()
                .put(
                        "CLASSPATH",
                        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        try {
            process = builder.start();
        } catch (IOException failure) {
            throw new WorkerException(jdk.java() + " does not start: " + failure.getMessage(), failure);
        }
        jobs = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        messages = new Thread(() -> relay(relay), "rsparsec messages");
        messages.setDaemon(true);
        messages.start();
    }

    static List<String> command(Jdk jdk, List<String> jvmArguments) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(FLAGS);
        command.addAll(jvmArguments);
        command.add(MAIN);
        return command;
    }

    private void relay(LogRelay relay) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(relay::line);
        } catch (IOException | UncheckedIOException closed) {
            // The process has ended; there is nothing left to be read.
        }
    }

    /// Runs one command line; what it prints for people has been relayed when the answer is there.
    ///
    /// @throws WorkerException when the JVM ends before it answers
    public Answer run(List<String> words) throws WorkerException {
        String line;
        try {
            jobs.write(JSON.writeValueAsString(words) + "\n");
            jobs.flush();
            line = answers.readLine();
        } catch (IOException broken) {
            line = null;
        }
        if (line == null) {
            throw new WorkerException("the compiler's JVM ended without an answer, " + ending()
                    + "; its last messages are above. Give it more memory with jvmArgs, such as -Xmx8g, if it ran out of"
                    + " it");
        }
        try {
            JsonNode answer = JSON.readTree(line);
            return new Answer(answer.path("status").asInt(), answer.path("report"));
        } catch (IOException unreadable) {
            throw new WorkerException("the compiler's JVM answered \"" + line + "\"", unreadable);
        }
    }

    private String ending() {
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            messages.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            return process.isAlive() ? "and still runs" : "with status " + process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "while the build was interrupted";
        }
    }

    /// Ends the JVM when it has relayed what it printed.
    @Override
    public void close() {
        try {
            jobs.close();
        } catch (IOException ended) {
            // It ended by itself, as it is meant to.
        }
        ending();
        process.destroyForcibly();
    }
}
