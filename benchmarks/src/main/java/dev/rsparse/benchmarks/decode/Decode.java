package dev.rsparse.benchmarks.decode;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.bench.Rounds.Sampler;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much faster does a whole model decode when its linears are thinned? Dense and thinned runs
/// alternate. Both read the same given tokens, so that they do the same work whatever they would have
/// said themselves.
public final class Decode {

    private static final int WINDOW = 256;

    private Decode() {}

    /// What to measure.
    ///
    /// @param sparsity share of the covered linears' bytes not to read
    /// @param windows windows to calibrate on
    /// @param prompt tokens read before the clock starts
    /// @param tokens tokens decoded per run
    /// @param rounds pairs of runs
    public record Settings(double sparsity, StripLayout format, int windows, int prompt, int tokens, int rounds) {
        public Settings {
            if (!(sparsity > 0 && sparsity < 1)) {
                throw new IllegalArgumentException("a sparsity is above 0 and below 1, not " + sparsity);
            }
            if (windows < 1 || prompt < 1 || tokens < 1 || rounds < 1) {
                throw new IllegalArgumentException("windows, prompt, tokens and rounds are at least 1 each");
            }
        }

        int length() {
            return Math.max(WINDOW, prompt + tokens);
        }
    }

    /// Compiles, calibrates and measures.
    ///
    /// @param calibration file of token ids; without it the dense model makes its own text up
    /// @throws IllegalArgumentException when model, file and settings do not fit together
    public static DecodeReport run(
            ModelProject model, Optional<Path> calibration, Settings settings, PrintWriter progress) {
        progress.println("packing weights and compiling the dense model");
        try (Pair pair = new Pair(model, settings.format())) {
            List<int[]> texts = texts(pair.dense(), calibration, settings, progress);
            progress.println("calibrating on " + settings.windows() + " windows of " + settings.length() + " tokens");
            CompiledModel thinned = pair.thinned(settings.sparsity(), texts.subList(0, settings.windows()));
            return measure(pair, thinned, texts.getLast(), settings, progress);
        }
    }

    /// Windows to calibrate on and one more, for the measurement.
    private static List<int[]> texts(
            CompiledModel dense, Optional<Path> file, Settings settings, PrintWriter progress) {
        int length = settings.length();
        ModelInfo info = dense.info();
        if (length > info.maxPositions()) {
            throw new IllegalArgumentException(
                    info.name() + " reads " + info.maxPositions() + " tokens at most, and " + length + " are needed");
        }
        int windows = settings.windows() + 1;
        return file.map(path -> Texts.read(path, windows, length, info.vocabulary()))
                .orElseGet(() -> Texts.sample(dense, windows, length, progress));
    }

    private static DecodeReport measure(
            Pair pair, CompiledModel thinnedModel, int[] text, Settings settings, PrintWriter progress) {
        Session dense = pair.dense().newSession(settings.length());
        Session thinned = thinnedModel.newSession(settings.length());
        // Every kernel runs at least once per token.
        int runs = Math.ceilDiv(Rounds.COMPILED, settings.tokens());
        Rounds.warmUp("dense", runs, _ -> decode(dense, text, settings), progress);
        Rounds.warmUp("thinned", runs, _ -> decode(thinned, text, settings), progress);
        List<Sampler> samplers = List.of(_ -> decode(dense, text, settings), _ -> decode(thinned, text, settings));
        progress.println("one more round that does not count, then the measurement");
        Rounds.run(samplers, 1, progress);
        LoadMeter meter = new LoadMeter();
        double[][] seconds = Rounds.run(samplers, settings.rounds(), progress);
        LoadMeter.Load load = meter.read();
        double kept = thinnedModel
                .info()
                .keptBytes(
                        thinned.workspace().keptChannels(), thinned.workspace().thinnedTokens());
        Spread denseTime = Spread.of(seconds[0]);
        return new DecodeReport(
                Machine.detect(),
                thinnedModel.info().name(),
                settings,
                denseTime.rate(settings.tokens()),
                Spread.of(seconds[1]).rate(settings.tokens()),
                Rounds.ratio(seconds[0], seconds[1]),
                kept,
                pair.bytesPerToken(1),
                pair.bytesPerToken(kept),
                load,
                Verdict.of(Map.of("dense runs", denseTime), load));
    }

    /// Seconds for the tokens after the prompt.
    private static double decode(Session session, int[] text, Settings settings) {
        session.reset();
        session.prefill(Arrays.copyOf(text, settings.prompt()));
        long start = System.nanoTime();
        for (int i = 0; i < settings.tokens(); i++) {
            session.decode(text[settings.prompt() + i]);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
