package dev.rsparse.compiler.report;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.ResultStore;
import dev.rsparse.compiler.tokens.TokenWindows;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Gathers what a report shows: from the files beside a source, and by measuring scores and spectra.
public final class ReportGatherer {

    private final ModelProject project;
    private final String tool;
    private final Listener listener;
    private final Optional<Lock> lock;
    private final PolicyGatherer policies;
    private final List<LossGroup> losses;

    /// Is told what takes long.
    public interface Listener {
        /// One line beside the progress of parts.
        Consumer<String> messages();

        /// A part begins; what is returned is told how much of `total` is done.
        IntConsumer begin(String what, int total);
    }

    /// @param tool version of rsparsec
    /// @throws ProjectException when there is a lock and it cannot be used
    public ReportGatherer(ModelProject project, String tool, Listener listener) {
        this.project = project;
        this.tool = tool;
        this.listener = listener;
        this.lock = LockStore.of(project).read();
        var results = ResultStore.of(project).read().values();
        this.policies = new PolicyGatherer(project, lock, results);
        this.losses = LossGroup.of(results, policies::isCurrent);
    }

    /// @param chosen what the sections on single linears are about
    /// @param text to measure scores on, if any
    /// @param allSpectra whether to decompose weights of any size
    /// @throws ProjectException when a weight holds NaN or infinity, or the model does not allow the rotation that
    ///     `chosen` asks for
    public ReportData gather(CheckedPolicy chosen, Optional<TokenWindows> text, boolean allSpectra)
            throws InterruptedException {
        PolicyData data = policies.of(chosen);
        PolicyGraph runs = PolicyGraph.of(project, chosen, lock, listener.messages());
        return new ReportData(
                new ReportData.Header(
                        project.model().name(),
                        project.source().getFileName().toString(),
                        tool,
                        project.checkpoint().digests()),
                project.model().policies().values().stream()
                        .filter(policy -> !policy.isDense())
                        .map(policies::of)
                        .toList(),
                data,
                losses,
                text.filter(_ -> data.thinned() > 0).map(windows -> scores(chosen, data, windows, runs)),
                new SpectrumGatherer(project, runs)
                        .of(
                                data,
                                allSpectra,
                                listener.begin(
                                        "spectra",
                                        SpectrumGatherer.chosen(data, allSpectra)
                                                .size())));
    }

    /// As `calibrate` measures them, so that the threshold cuts its own text where it was asked to.
    private ScoreData scores(CheckedPolicy chosen, PolicyData data, TokenWindows windows, PolicyGraph runs) {
        listener.messages().accept("compiling the dense model");
        PolicyMeasurer measurer =
                new PolicyMeasurer(project, List.of(chosen), lock, runs.tensors(), tool, listener.messages());
        Calibration calibration = measurer.run(windows, listener.begin("windows", windows.size()))
                .byRotation()
                .get(chosen.rotated());
        return ScoreGatherer.of(data, windows.identity(), calibration);
    }
}
