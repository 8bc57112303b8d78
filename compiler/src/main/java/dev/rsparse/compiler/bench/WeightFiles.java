package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.WeightContainer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Packed weights in mapped files: the pages belong to the system, not to this process, however large the model. A
/// file is temporary, and gone from its folder as soon as it is mapped where the system allows that; or, for random
/// weights, kept in a folder for the next run.
public final class WeightFiles implements AutoCloseable {

    private final Optional<Path> cache;
    private final Consumer<String> messages;
    private final Map<Key, Mapped> open = new HashMap<>();

    /// What a file was packed from.
    private record Key(String fingerprint, WeightSource weights) {}

    /// A mapped file.
    ///
    /// @param seconds it took to open, once it was written
    public record Mapped(WeightContainer weights, double seconds) {}

    /// @param cache folder to keep files of random weights in
    /// @param messages told in one line what takes long
    public WeightFiles(Optional<Path> cache, Consumer<String> messages) {
        this.cache = cache;
        this.messages = messages;
    }

    /// The weights of `engine`, packed unless they are open already or kept. Equal layouts over the same weights
    /// share a file.
    ///
    /// @throws ProjectException when the file cannot be written
    public Mapped open(Engine engine, WeightSource weights, FactorSource factors) {
        WeightLayout layout = engine.program().schedule().layout();
        Key key = new Key(layout.fingerprint(), weights);
        Mapped found = open.get(key);
        if (found == null) {
            WeightPacker packer = engine.packer(weights, factors);
            found = cache.isPresent() && weights instanceof RandomWeights random
                    ? kept(cache.get().resolve(name(engine, layout, random)), layout, packer)
                    : temporary(layout, packer);
            open.put(key, found);
        }
        return found;
    }

    /// Forgets a file that is no longer needed.
    public void close(Mapped mapped) {
        if (open.values().remove(mapped)) {
            mapped.weights().close();
        }
    }

    private static String name(Engine engine, WeightLayout layout, RandomWeights weights) {
        return String.join(
                        "-",
                        engine.info().name(),
                        layout.formats().text(),
                        layout.fingerprint(),
                        "seed" + weights.seed() + "v" + RandomWeights.VERSION)
                + ".weights";
    }

    private Mapped kept(Path file, WeightLayout layout, WeightPacker packer) {
        if (!Files.exists(file)) {
            try {
                requireSpace(Files.createDirectories(file.getParent()), layout.bytes());
                long start = announce(layout);
                packer.write(file, Map.of());
                report(start, layout);
            } catch (IOException problem) {
                throw FileProblems.unwritable(file, problem);
            }
        }
        return map(file);
    }

    private Mapped temporary(WeightLayout layout, WeightPacker packer) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        requireSpace(folder, layout.bytes());
        try {
            Path file = Files.createTempFile(folder, "rsparsec-", ".weights");
            // Where a mapped file cannot be removed, and when this is interrupted.
            file.toFile().deleteOnExit();
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                long start = announce(layout);
                packer.write(out, Map.of());
                report(start, layout);
                return map(file);
            } finally {
                removeNow(file);
            }
        } catch (IOException problem) {
            throw FileProblems.unwritable(folder, problem);
        }
    }

    private static void removeNow(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException mapped) {
            // Windows keeps a mapped file; it goes when this process ends.
            return;
        }
    }

    private static Mapped map(Path file) {
        long start = System.nanoTime();
        WeightContainer weights = WeightContainer.open(file);
        return new Mapped(weights, (System.nanoTime() - start) / 1e9);
    }

    private static void requireSpace(Path folder, long bytes) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw ProjectException.of(
                        folder.toString(),
                        Code.FILE_UNWRITABLE,
                        String.format(
                                Locale.ROOT,
                                "packed weights take %.1f GB here, and %.1f GB are free",
                                bytes / 1e9,
                                free / 1e9),
                        "free space, or name another folder with --cache DIR or -Djava.io.tmpdir=DIR");
            }
        } catch (IOException problem) {
            throw FileProblems.unwritable(folder, problem);
        }
    }

    private long announce(WeightLayout layout) {
        messages.accept(String.format(Locale.ROOT, "packing %.0f MB of weights", layout.bytes() / 1e6));
        return System.nanoTime();
    }

    private void report(long start, WeightLayout layout) {
        double seconds = (System.nanoTime() - start) / 1e9;
        messages.accept(
                String.format(Locale.ROOT, "packed in %.1f s (%.0f MB/s)", seconds, layout.bytes() / 1e6 / seconds));
    }

    @Override
    public void close() {
        open.values().forEach(mapped -> mapped.weights().close());
        open.clear();
    }
}
