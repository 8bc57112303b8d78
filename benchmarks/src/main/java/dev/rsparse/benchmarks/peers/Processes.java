package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs one process at a time and never leaves one behind.
final class Processes implements AutoCloseable {

    private static final int LINES_OF_A_FAILURE = 3;

    /// What a process that is asked to end may take to delete its temporary files.
    private static final int GRACE_SECONDS = 5;

    private Process running;
    private boolean closed;

    /// Runs a command to its end.
    ///
    /// @param folder where it runs
    /// @return what it printed on its standard output
    /// @throws EngineFailure when it cannot start, takes too long, or fails, with its last lines
    /// @throws InterruptedException also when this was closed meanwhile
    String run(List<String> command, Path folder, Duration limit) throws EngineFailure, InterruptedException {
        try {
            return attempt(command, folder, limit);
        } catch (IOException e) {
            stopIfClosed();
            throw new EngineFailure("does not start: " + e.getMessage(), e);
        } catch (EngineFailure e) {
            stopIfClosed();
            throw e;
        }
    }

    private String attempt(List<String> command, Path folder, Duration limit)
            throws IOException, EngineFailure, InterruptedException {
        // Files, not pipes: nothing in this process has to run while the other one measures.
        Path out = Files.createTempFile("rsparsec-compare", ".out");
        Path err = Files.createTempFile("rsparsec-compare", ".err");
        out.toFile().deleteOnExit();
        err.toFile().deleteOnExit();
        try {
            return await(start(command, folder, out, err), limit, out, err);
        } finally {
            stop();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// What a process does that was ended from here says nothing about an engine.
    private synchronized void stopIfClosed() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
    }

    private synchronized Process start(List<String> command, Path folder, Path out, Path err) throws IOException {
        if (closed) {
            throw new IOException("interrupted");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // By it the launcher runs these benchmarks and not the compiler.
        builder.environment().remove("RSPARSEC_MODULE");
        running = builder.start();
        running.getOutputStream().close();
        return running;
    }

    private static String await(Process process, Duration limit, Path out, Path err)
            throws IOException, EngineFailure, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new EngineFailure("took more than " + limit.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            throw new EngineFailure("failed (exit code " + process.exitValue() + ")" + lastLines(out, err));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String lastLines(Path out, Path err) throws IOException {
        List<String> lines = lines(err);
        List<String> shown = lines.isEmpty() ? lines(out) : lines;
        String text = shown.stream()
                .skip(Math.max(0, shown.size() - LINES_OF_A_FAILURE))
                .collect(Collectors.joining(" / "));
        return text.isEmpty() ? "" : ": " + text;
    }

    private static List<String> lines(Path file) throws IOException {
        // The ISO charset reads any byte: an engine may have died in the middle of a character.
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private synchronized void stop() {
        if (running != null) {
            List<ProcessHandle> all = Stream.concat(Stream.of(running.toHandle()), running.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroy);
            CompletableFuture<?> ends = CompletableFuture.allOf(
                    all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
            ends.completeOnTimeout(null, GRACE_SECONDS, TimeUnit.SECONDS).join();
            all.forEach(ProcessHandle::destroyForcibly);
            running = null;
        }
    }

    /// Ends the process that runs and lets no other start.
    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
