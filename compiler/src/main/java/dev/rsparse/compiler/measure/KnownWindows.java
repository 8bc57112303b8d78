package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.compiler.tokens.TokenWindows;
import dev.rsparse.compiler.tokens.WindowDigests;
import dev.rsparse.compiler.tokens.WindowSource;
import dev.rsparse.runtime.CompiledModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Windows that can be read again and again: those of a file, or those that the model has written by now.
public record KnownWindows(TextIdentity identity, List<int[]> windows) implements WindowSource {

    /// The windows of `source`; lets the model write them where it has to, which takes long.
    ///
    /// @param progress told the number of windows written
    public static KnownWindows of(ModelProject project, WindowSource source, IntConsumer progress) {
        if (source instanceof TokenWindows windows) {
            return new KnownWindows(source.identity(), windows);
        }
        try (PassModels models = new PassModels(project, Collections.emptySortedMap(), true)) {
            IntFunction<int[]> write = source.windows(models.first());
            List<int[]> windows = IntStream.range(0, source.identity().windows())
                    .mapToObj(index -> {
                        int[] window = write.apply(index);
                        progress.accept(index + 1);
                        return window;
                    })
                    .toList();
            return new KnownWindows(source.identity(), windows);
        }
    }

    /// The text as a lock names it.
    ///
    /// @param skipped id of tokens that are not counted, or -1
    public Lock.Calibration calibration(int skipped) {
        WindowDigests digests = new WindowDigests();
        windows.forEach(digests::add);
        long tokens = windows.stream()
                .mapToLong(window ->
                        Arrays.stream(window).filter(id -> id != skipped).count())
                .sum();
        return new Lock.Calibration(
                identity.name(), digests.text(), identity.seed(), tokens, windows.size(), identity.windowLength());
    }

    @Override
    public IntFunction<int[]> windows(CompiledModel dense) {
        return windows::get;
    }
}
