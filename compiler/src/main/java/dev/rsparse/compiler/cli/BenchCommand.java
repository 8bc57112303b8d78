package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.bench.Bench;
import dev.rsparse.compiler.bench.BenchReport;
import dev.rsparse.compiler.bench.BenchSettings;
import dev.rsparse.compiler.bench.RandomModel;
import dev.rsparse.compiler.bench.Variant;
import dev.rsparse.compiler.bench.WeightFiles;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.SessionGroup;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec bench`: times decode and prefill.
@Command(
        name = "bench",
        description = "Measures decode and prompt speed of a policy and, in alternating rounds, of the dense model; the"
                + " bytes read per token; and the memory's read bandwidth.",
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {

    /// Of random weights: the same in every run.
    private static final long SEED = 1;

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Option(
            names = "--random-weights",
            description =
                    "Make weights up in the shapes that the source declares: config.json is enough. Thresholds come"
                            + " from the random activations, and low-rank factors are random too, of the policy's rank.")
    private boolean random;

    @Mixin
    private CompileOptions options;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that work on a token. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Tokens of the prompt. Default: ${DEFAULT-VALUE}.")
    private int promptTokens;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Tokens decoded behind the prompt in each round. Default: ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Samples of each figure; medians are reported. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Also decode N sequences together, 2 to " + SessionGroup.MOST
                    + ", each behind a prompt of its own. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--position",
            paramLabel = "N",
            description = "Measure decode at position N too, in the same rounds: over a KV cache of random keys and"
                    + " values. With random weights the model's positions are raised as far as that needs.")
    private Integer position;

    @Option(names = "--no-dense", description = "Do not measure the dense model beside the policy.")
    private boolean withoutDense;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep packed random weights in this folder for the next run. Default: a temporary file.")
    private Path cache;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private LoadingFlag loading;

    /// What is measured.
    private record Subjects(Variant own, Optional<Variant> dense) {}

    @Override
    public Integer call() {
        BenchSettings settings = settings();
        try (ModelProject project = random ? options.openRandom(model, SEED) : options.open(model);
                WeightFiles files = new WeightFiles(Optional.ofNullable(cache), console::message)) {
            Reads.requireTokens(project);
            console.print(project.warnings(), project.sources());
            requireRoom(project, settings);
            Subjects subjects = random ? randomSubjects(project, settings, files) : subjects(project, files);
            BenchReport report = new Bench(settings, console.err()).run(subjects.own(), subjects.dense());
            if (json) {
                console.json(report.json(random));
            } else {
                console.out().print(report.text(random));
                console.out().flush();
            }
        }
        return 0;
    }

    private BenchSettings settings() {
        atLeastOne("--threads", threads);
        atLeastOne("--prompt-tokens", promptTokens);
        atLeastOne("--tokens", tokens);
        atLeastOne("--rounds", rounds);
        if (position != null) {
            atLeastOne("--position", position);
        }
        if (threads > ModelInfo.MOST_THREADS) {
            throw usage("--threads: expected a number up to " + ModelInfo.MOST_THREADS + ", found " + threads);
        }
        atLeastOne("--batch", batch);
        if (batch > SessionGroup.MOST) {
            throw usage("--batch: expected a number up to " + SessionGroup.MOST + ", found " + batch);
        }
        if (cache != null && !random) {
            throw usage("--cache keeps random weights; give --random-weights too");
        }
        return new BenchSettings(threads, promptTokens, tokens, rounds, batch, position == null ? 0 : position);
    }

    private void atLeastOne(String option, int value) {
        if (value < 1) {
            throw usage(option + ": expected a number from 1, found " + value);
        }
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(console.commandLine(), message);
    }

    private void requireRoom(ModelProject project, BenchSettings settings) {
        int positions = Engine.maxPositions(project.model().graph(), project.config());
        boolean fits = promptTokens + tokens <= positions && (random || settings.positions() <= positions);
        if (!fits) {
            String before = promptTokens + tokens <= positions
                    ? "a context of " + position + " tokens"
                    : "a prompt of " + promptTokens + " tokens";
            throw ProjectException.of(
                    project.source().toString(),
                    Code.TOKENS,
                    before + " and " + tokens + " to decode do not fit",
                    "the model holds " + positions + " tokens");
        }
    }

    private Subjects randomSubjects(ModelProject project, BenchSettings settings, WeightFiles files) {
        CheckedPolicy policy = options.policy(project);
        int positions = Math.max(
                settings.positions(), Engine.maxPositions(project.model().graph(), project.config()));
        RandomModel models = new RandomModel(
                project,
                options.format(project),
                engine -> engine.withBackEnd(loading.backEnd())
                        .withKvCache(options.kvCache(project))
                        .withMaxPositions(positions),
                files,
                console::message);
        if (policy.isDense()) {
            return new Subjects(models.dense(policy), Optional.empty());
        }
        Variant dense = models.dense();
        Variant own = models.thinned(policy, dense, promptTokens);
        if (withoutDense && !own.weights().equals(dense.weights())) {
            files.close(dense.weights());
        }
        return new Subjects(own, withoutDense ? Optional.empty() : Optional.of(dense));
    }

    private Subjects subjects(ModelProject project, WeightFiles files) {
        CompileOptions.Compiled compiled = options.compile(project, console).loadedBy(loading.backEnd());
        Variant own = variant(compiled, project, files);
        boolean beside = !withoutDense && !compiled.thinnings().isEmpty();
        return new Subjects(
                own,
                beside
                        ? Optional.of(
                                variant(options.dense(project, console).loadedBy(loading.backEnd()), project, files))
                        : Optional.empty());
    }

    private Variant variant(CompileOptions.Compiled compiled, ModelProject project, WeightFiles files) {
        WeightFiles.Mapped weights =
                files.open(compiled.engine(), compiled.runs().weights(), compiled.factors(project, console));
        console.message("compiling " + compiled.engine().info().name() + " under policy "
                + compiled.policy().name());
        return new Variant(compiled.engine(), weights);
    }
}
