package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.eval.BytesPerToken;
import dev.rsparse.compiler.eval.Evaluator;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.project.EvalResult;
import dev.rsparse.compiler.project.EvalResult.Density;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ResultStore;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.compiler.tokens.TokenWindows;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// Evaluates models over one text, or finds what was measured before.
///
/// @param tool version of rsparsec
/// @param phase which tokens run thinned
/// @param promptTokens as [Evaluator] takes them
/// @param dense the model with nothing thinned, in the format of those that are evaluated
public record Evaluation(
        ModelProject project, String tool, TokenWindows text, Phase phase, int promptTokens, Engine dense) {

    /// A model to evaluate.
    ///
    /// @param engine compiled from `runs` under `thinnings`
    /// @param load emits and loads what `engine` describes
    public record Candidate(
            Engine engine, PolicyGraph runs, Map<String, Thinning> thinnings, Supplier<CompiledModel> load) {}

    /// The result that the file beside the source holds for this model, text and phase.
    public Optional<EvalResult> kept(Candidate candidate) {
        return Optional.ofNullable(ResultStore.of(project).read().get(key(candidate)));
    }

    /// Runs all windows and keeps the result.
    ///
    /// @param progress told the number of windows done, from any thread
    /// @param messages told in one line when the result could not be kept
    public EvalResult run(Candidate candidate, int threads, IntConsumer progress, Consumer<String> messages)
            throws InterruptedException {
        try (CompiledModel model = candidate.load().get()) {
            long start = System.nanoTime();
            Evaluator.Result measured =
                    new Evaluator(model, phase, promptTokens).run(text, Math.clamp(threads, 1, text.size()), progress);
            EvalResult result = result(candidate, measured, (System.nanoTime() - start) / 1e9);
            ResultStore.of(project).keep(key(candidate), result, messages);
            return result;
        }
    }

    private EvalResult result(Candidate candidate, Evaluator.Result measured, double seconds) {
        Engine engine = candidate.engine();
        Map<String, Density> sites = densities(candidate, measured);
        TextIdentity identity = text.identity();
        Map<String, Double> real = new TreeMap<>();
        sites.forEach((site, density) -> real.put(site, density.real()));
        return new EvalResult(
                tool,
                engine.info().policy(),
                measured(candidate),
                phase.text(),
                phase == Phase.DECODE ? promptTokens : 0,
                format(engine),
                identity.name(),
                identity.digest().orElseThrow(),
                identity.windows(),
                identity.windowLength(),
                measured.tokens(),
                measured.scored(),
                measured.nll(),
                measured.keptBytes(),
                engine.info().nominalKept(),
                bytesPerToken(engine, real),
                bytesPerToken(dense, Map.of()),
                sites,
                seconds);
    }

    /// How weights are stored, and keys and values where these are rounded too.
    private static String format(Engine engine) {
        String weights = schedule(engine).layout().formats().text();
        CacheFormat cache = engine.info().kvCache();
        String both = cache == CacheFormat.F32 ? weights : weights + ", kv cache " + cache;
        return both.toLowerCase(Locale.ROOT);
    }

    /// The basis of a policy that thins nothing comes from the weights.
    private static String measured(Candidate candidate) {
        Map<String, Thinning> thinnings = candidate.thinnings();
        return EvalResult.measured(
                thinnings, thinnings.isEmpty() ? "" : candidate.runs().tensors().digest());
    }

    private static double bytesPerToken(Engine engine, Map<String, Double> densities) {
        return BytesPerToken.of(schedule(engine), densities);
    }

    private static Schedule schedule(Engine engine) {
        return engine.program().schedule();
    }

    private static Map<String, Density> densities(Candidate candidate, Evaluator.Result measured) {
        Map<String, Density> densities = new TreeMap<>();
        List<ModelInfo.Site> sites = candidate.engine().info().sites();
        for (int i = 0; i < sites.size(); i++) {
            ModelInfo.Site site = sites.get(i);
            Thinning thinning = candidate.thinnings().get(site.path());
            long channels = switch (thinning.skip()) {
                case COLUMNS -> site.in();
                case ROWS -> site.out();
            };
            double asked = 1 - PolicyResolver.quantile(thinning);
            // Without a thinned token nothing was left out, as with the bytes.
            double real =
                    measured.thinned() == 0 ? 1 : (double) measured.kept().get(i) / (measured.thinned() * channels);
            densities.put(site.path(), new Density(real, asked, (long) site.in() * site.out()));
        }
        return densities;
    }

    /// The class's source holds the graph, the thinnings with their thresholds, the format and the kernels:
    /// whatever of these changes, in a model or in the compiler, makes another key. The basis of a rotated model
    /// and row scales are not in it, so they are added.
    private String key(Candidate candidate) {
        TextIdentity identity = text.identity();
        return Sha256.of(String.join(
                "\n",
                tool,
                project.checkpoint().digests().toString(),
                identity.windows() + " " + identity.windowLength() + " "
                        + identity.digest().orElseThrow(),
                phase.text(),
                phase == Phase.DECODE ? Integer.toString(promptTokens) : "",
                candidate.runs().tensors().digest(),
                candidate.engine().source("", "Model")));
    }
}
