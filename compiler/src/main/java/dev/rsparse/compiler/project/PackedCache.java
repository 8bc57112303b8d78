package dev.rsparse.compiler.project;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.WeightFileException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Packed weights, mapped from a folder that keeps them for the next process. A file's name is the digest of all it
/// was made from, so one that is found is right; the folder can be emptied at any time. Without a folder, and where a
/// file cannot be kept, weights are packed into memory.
public final class PackedCache {

    /// The system property that names the folder. The `rsparsec` launcher sets it; a program that embeds the compiler
    /// has no cache unless it asks for one.
    public static final String PROPERTY = "rsparsec.cache";

    /// Packing less than this is over before anybody could wonder.
    private static final long WORTH_TELLING = 256_000_000;

    private final Optional<KeptFiles> kept;
    private final String tool;
    private final Consumer<String> messages;

    /// @param tool what packs: weights of another one are not taken
    /// @param messages told in one line what takes long, and when weights cannot be kept
    PackedCache(Optional<KeptFiles> kept, String tool, Consumer<String> messages) {
        this.kept = kept;
        this.tool = tool;
        this.messages = messages;
    }

    /// The cache in the folder that [#PROPERTY] names, if it names one.
    ///
    /// @param messages as the constructor says
    public static PackedCache ofSystem(Consumer<String> messages) {
        Optional<KeptFiles> folder = Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(name -> !name.isBlank())
                .map(name -> new KeptFiles(Path.of(name, "packed"), KeptFiles.LIMIT));
        Optional<String> tool = tool();
        return new PackedCache(tool.isPresent() ? folder : Optional.empty(), tool.orElse(""), messages);
    }

    /// The weights of a project as `engine` reads them.
    ///
    /// @param runs what the policy runs
    /// @param thinnings how its linears are thinned
    /// @throws ProjectException when low-rank factors cannot be computed
    public WeightContainer open(
            ModelProject project, PolicyGraph runs, Map<String, Thinning> thinnings, Engine engine) {
        if (kept.isEmpty()) {
            return packer(project, runs, thinnings, engine).pack();
        }
        long bytes = engine.program().schedule().layout().bytes();
        Path file = kept.get().file(key(project, runs, thinnings, engine) + ".weights");
        return find(file).orElseGet(() -> {
            WeightPacker packer = packer(project, runs, thinnings, engine);
            return keep(packer, file, bytes).orElseGet(packer::pack);
        });
    }

    private WeightPacker packer(
            ModelProject project, PolicyGraph runs, Map<String, Thinning> thinnings, Engine engine) {
        return engine.packer(runs.weights(), FactorStore.of(project, runs, thinnings, messages));
    }

    private Optional<WeightContainer> find(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            WeightContainer found = WeightContainer.open(file);
            kept.orElseThrow().used(file);
            return Optional.of(found);
        } catch (WeightFileException _) {
            // A damaged one is written anew.
            return Optional.empty();
        }
    }

    private Optional<WeightContainer> keep(WeightPacker packer, Path file, long bytes) {
        try {
            if (!kept.orElseThrow().hasRoom(bytes)) {
                return Optional.empty();
            }
            if (bytes > WORTH_TELLING) {
                messages.accept(String.format(
                        Locale.ROOT,
                        "packing %.0f MB of weights, kept in %s for the next time",
                        bytes / 1e6,
                        file.getParent()));
            }
            packer.write(file, Map.of());
            kept.get().tidy(file);
            return Optional.of(WeightContainer.open(file));
        } catch (IOException | WeightFileException problem) {
            messages.accept("packed weights could not be kept for the next time: " + problem.getMessage());
            return Optional.empty();
        }
    }

    /// Files of a checkpoint are known by name, size and time of change: reading all of them would take as long as
    /// packing.
    private String key(ModelProject project, PolicyGraph runs, Map<String, Thinning> thinnings, Engine engine) {
        StringBuilder from = new StringBuilder(tool).append('\n');
        project.checkpoint()
                .paths()
                .forEach(path -> from.append(KeptFiles.stamp(path)).append('\n'));
        from.append(engine.program().schedule().layout().fingerprint()).append('\n');
        from.append(GraphPrinter.print(runs.graph())).append('\n');
        from.append(new TreeMap<>(project.model().views())).append('\n');
        from.append(new TreeMap<>(thinnings)).append('\n');
        from.append(runs.tensors().digest());
        String digest = Sha256.of(from.toString());
        return project.model().name() + "-" + digest.substring(digest.indexOf(':') + 1, digest.indexOf(':') + 33);
    }

    /// What stands for this compiler: its jars. Classes in folders are being worked on and stand for nothing.
    private static Optional<String> tool() {
        try {
            StringBuilder jars = new StringBuilder();
            for (Class<?> part : new Class<?>[] {PackedCache.class, StripLayout.class}) {
                Path home = Path.of(
                        part.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (!Files.isRegularFile(home)) {
                    return Optional.empty();
                }
                jars.append(KeptFiles.stamp(home)).append('\n');
            }
            return Optional.of(jars.toString());
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
