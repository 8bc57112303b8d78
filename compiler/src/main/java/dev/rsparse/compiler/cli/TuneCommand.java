package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.TuneSpec;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.KnownWindows;
import dev.rsparse.compiler.measure.PolicyTuner;
import dev.rsparse.compiler.measure.TensorMeasurer;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.tokens.WindowSource;
import dev.rsparse.compiler.tune.Search;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec tune`: runs the search that a policy asks for and writes what it found to the lock file.
@Command(
        name = "tune",
        description = "Shares a policy's byte budget out to its linears by the search that its tune block asks for,"
                + " measures the thresholds of what it found and writes both to MODEL.rsplock. When interrupted, the"
                + " best plan so far is written.",
        sortOptions = false)
final class TuneCommand implements Callable<Integer> {

    /// Thresholds want more text than a search can read thousands of times.
    private static final int SAMPLES = 48;

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Mixin
    private CalibrationText text;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "The policy to tune. Default: that of the file's target.")
    private String policy;

    @Option(
            names = "--search",
            paramLabel = "NAME",
            description = "How to search, in place of what the policy says: ${COMPLETION-CANDIDATES}.")
    private TuneSpec.Search search;

    @Option(
            names = "--search-windows",
            paramLabel = "N",
            defaultValue = "16",
            description = "Windows, from the end of the text, that plans are judged on. Default: ${DEFAULT-VALUE}.")
    private int searched;

    @Option(
            names = "--search-seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of what the search draws; the same seed gives the same plan. Default: 0.")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (ModelProject project = ModelProject.open(model)) {
            Reads.requireTokens(project);
            console.print(project.warnings(), project.sources());
            CheckedPolicy chosen = project.policy(Optional.ofNullable(policy));
            TuneSpec asked = requireTunable(project, chosen);
            TuneSpec spec = search == null ? asked : asked.by(search);
            LockWriter lock = new LockWriter(project, console);
            WindowSource source = text.windows(project, List.of(chosen), console, SAMPLES);
            Progress reading =
                    new Progress(console, "windows", source.identity().windows());
            KnownWindows known = KnownWindows.of(project, source, reading::done);
            // With workers of its own, and an interrupt ends it: there is no plan yet.
            PolicyTensors tensors = measure(project, chosen, spec, known.windows());
            try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors());
                    KeptOnInterrupt _ = new KeptOnInterrupt()) {
                PolicyTuner tuner = tuner(project, chosen, spec, tensors, known.windows(), workers);
                TuneReport report = new TuneReport(console, spec);
                search(project, tuner, report);
                PolicyTuner.Tuned tuned = tuner.measure(report.thresholds(tuner.nodes()));
                Lock.Calibration read = known.calibration(Engine.beginToken(project.config()));
                lock.write(chosen, read, tuned.sites(), tensors, Optional.of(tuning(spec, read)));
                report.print(lock.path(), chosen, tuned, json);
            }
        }
        return 0;
    }

    private TuneSpec requireTunable(ModelProject project, CheckedPolicy chosen) {
        TuneSpec spec = chosen.tune()
                .orElseThrow(() -> ProjectException.of(
                        project.source().toString(),
                        Code.INCOMPLETE_POLICY,
                        "policy '" + chosen.name() + "' asks for no search",
                        "add a tune block, such as: tune layer[*].* { search sparsity in 0%..90% budget mean 50%; }"));
        Set<String> rest =
                new TreeSet<>(new PolicyResolver(project, chosen).asked().keySet());
        spec.sites().forEach(rest::remove);
        if (!rest.isEmpty()) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.INCOMPLETE_POLICY,
                    "policy '" + chosen.name() + "' thins " + rest.iterator().next() + ", which its search does not"
                            + " reach",
                    "let the tune block select every linear that the policy thins, or make the others dense");
        }
        return spec;
    }

    private PolicyTensors measure(ModelProject project, CheckedPolicy chosen, TuneSpec spec, List<int[]> windows)
            throws InterruptedException {
        boolean rows = spec.skips().contains(Skip.ROWS);
        TensorMeasurer measurer =
                new TensorMeasurer(project, Optional.of(chosen).filter(CheckedPolicy::rotated), rows);
        if (measurer.passes() == 0) {
            return PolicyTensors.NONE;
        }
        Progress progress = new Progress(console, "windows for bases and scales", measurer.passes() * windows.size());
        return measurer.run(windows, progress::done);
    }

    private PolicyTuner tuner(
            ModelProject project,
            CheckedPolicy chosen,
            TuneSpec spec,
            PolicyTensors tensors,
            List<int[]> windows,
            Workers workers) {
        PolicyGraph runs = PolicyGraph.of(project, chosen, tensors, console::message);
        return new PolicyTuner(
                chosen, spec, runs, tensors.rowScales(), windows, Engine.beginToken(project.config()), workers);
    }

    /// Goes on with the best plan when it is interrupted and there is one.
    private void search(ModelProject project, PolicyTuner tuner, TuneReport report) throws InterruptedException {
        try {
            tuner.search(searched, seed, report);
        } catch (InterruptedException interrupted) {
            if (tuner.best().isEmpty()) {
                throw interrupted;
            }
            console.message("interrupted: going on with the best plan so far");
        } catch (Search.BudgetException problem) {
            throw ProjectException.of(
                    project.source().toString(), Code.PROPERTY_RANGE, problem.getMessage(), problem.help());
        }
    }

    private Lock.Tuning tuning(TuneSpec spec, Lock.Calibration read) {
        return new Lock.Tuning(spec.search().text(), spec.objective().text(), spec.budget(), seed, read.digest());
    }
}
