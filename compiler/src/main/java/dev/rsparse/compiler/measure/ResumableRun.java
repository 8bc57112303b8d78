package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.compiler.tokens.WindowSource;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/// Measures one part of the windows. What is done so far is kept in a file, so that a run that was interrupted goes
/// on from there when it is started again.
public final class ResumableRun {

    /// Often enough that little is lost, seldom enough that writing costs nothing.
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private final PolicyMeasurer measurer;
    private final WindowSource source;
    private final Part part;
    private final Path partial;
    private final Consumer<String> messages;
    private final SortedMap<Boolean, Pass> passes;
    private final Subject subject;

    /// @param partial where to keep what is done
    /// @param messages told in one line what becomes of such a file
    public ResumableRun(
            PolicyMeasurer measurer, WindowSource source, Part part, Path partial, Consumer<String> messages) {
        this.measurer = measurer;
        this.source = source;
        this.part = part;
        this.partial = partial;
        this.messages = messages;
        this.passes = measurer.passes();
        this.subject = measurer.subject(passes, source.identity());
    }

    /// Measures what is not measured yet.
    ///
    /// @param interval how long to measure between two writings of the partial file
    /// @param progress told the number of windows done
    /// @throws InterruptedException when the thread was interrupted; what is done is kept
    public Tally run(Duration interval, IntConsumer progress) throws InterruptedException {
        Tally tally = resumed();
        TextIdentity text = source.identity();
        int windows = part.size(text.windows());
        if (tally.windows() == windows) {
            return tally;
        }
        // A rotated model rounds otherwise and would soon write another text than the model as written.
        try (PassModels models = new PassModels(measurer.project(), passes, source.isSampled())) {
            Map<Boolean, Session> sessions = models.sessions(text.windowLength());
            IntFunction<int[]> cut = source.windows(models.first());
            int begin = models.first().info().beginToken();
            long kept = System.nanoTime();
            while (tally.windows() < windows) {
                int[] window = cut.apply(part.from(text.windows()) + tally.windows());
                tally.read(sessions, window, begin);
                progress.accept(tally.windows());
                boolean stop = Thread.interrupted();
                if (stop || System.nanoTime() - kept >= interval.toNanos()) {
                    keep(tally);
                    kept = System.nanoTime();
                }
                if (stop) {
                    messages.accept(tally.windows() + " of " + windows + " windows are kept in " + partial
                            + "; the same command goes on from there");
                    throw new InterruptedException("measuring");
                }
            }
        }
        return tally;
    }

    /// The finished part as the bytes of a shard.
    public byte[] shard(Tally tally) {
        return ShardFile.write(subject, part, tally);
    }

    /// Deletes the partial file, when its content has gone where it belongs.
    public void discard() {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException problem) {
            messages.accept("could not delete " + partial + ": " + problem.getMessage());
        }
    }

    private Tally resumed() {
        Tally tally = new Tally(PolicyMeasurer.nothingYet(passes));
        try {
            Shard shard = ShardFile.read(Files.readAllBytes(partial));
            if (shard.subject().equals(subject) && shard.part().equals(part)) {
                shard.addTo(tally);
                messages.accept("going on behind the " + shard.windows() + " windows kept in " + partial);
            } else {
                messages.accept("not using " + partial + ": it was measured "
                        + subject.difference(shard.subject()).orElse("over part " + shard.part()));
            }
        } catch (NoSuchFileException _) {
            return tally;
        } catch (ShardException | IOException problem) {
            messages.accept("not using " + partial + ": " + problem.getMessage());
        }
        return tally;
    }

    private void keep(Tally tally) {
        try {
            AtomicFile.write(partial, shard(tally));
        } catch (IOException problem) {
            messages.accept("what is done could not be kept: " + problem.getMessage());
        }
    }
}
