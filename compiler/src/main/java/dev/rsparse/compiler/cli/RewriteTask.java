package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxWriter;
import dev.rsparse.compiler.onnx.rewrite.CallInliner;
import dev.rsparse.compiler.onnx.rewrite.Form;
import dev.rsparse.compiler.onnx.rewrite.OnnxRewriter;
import dev.rsparse.compiler.onnx.rewrite.SitePlan;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import dev.rsparse.compiler.project.FileProblems;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Rewrites an ONNX model and says what became of its linears.
final class RewriteTask {

    /// Finds the thresholds of sites in a model.
    @FunctionalInterface
    interface Calibrator {
        Thresholds thresholds(OnnxFile file, List<SiteScore> scores);
    }

    /// How one linear is to be thinned.
    ///
    /// @param rank of the low-rank product, when it is given; otherwise `split` decides
    /// @param gamma exponent of the norms that scores are scaled by
    record Asked(Site site, double sparsity, double split, OptionalInt rank, double gamma) {

        private SitePlan plan(Site inlined) {
            return SitePlan.of(inlined, sparsity, split, rank, gamma);
        }
    }

    /// What was written.
    ///
    /// @param plans of the linears that were replaced
    /// @param dense why others were not, by selector, of those that were asked for
    /// @param irVersion of the model that was written, and of the one that was read
    record Report(List<SitePlan> plans, Map<String, String> dense, long irVersion, long readIrVersion) {}

    private final Console console;
    private final OnnxFile file;
    private final Sites sites;
    private final Form form;
    private final Calibrator calibrator;

    RewriteTask(Console console, OnnxFile file, Sites sites, Form form, Calibrator calibrator) {
        this.console = console;
        this.file = file;
        this.sites = sites;
        this.form = form;
        this.calibrator = calibrator;
    }

    /// Writes the model; a copy of it when no linear is asked for.
    ///
    /// @param asked the linears to be thinned
    Report write(List<Asked> asked, Path target) {
        try {
            return asked.isEmpty() ? copied(target) : rewritten(asked, target);
        } catch (FileSystemException problem) {
            throw FileProblems.unwritable(Path.of(problem.getFile()), problem);
        }
    }

    private Report copied(Path target) throws FileSystemException {
        new OnnxWriter(file).copy(target);
        long version = file.model().getIrVersion();
        return new Report(List.of(), Map.of(), version, version);
    }

    private Report rewritten(List<Asked> asked, Path target) throws FileSystemException {
        Map<String, String> dense = new LinkedHashMap<>();
        List<Asked> reached = reached(asked, dense);
        CallInliner.Inlined inlined = CallInliner.inline(
                file, sites, reached.stream().map(Asked::site).toList());
        try (ExternalData data = new ExternalData(file.path())) {
            Progress progress = new Progress(console, "decomposed", Math.max(1, reached.size()));
            int[] done = {0};
            OnnxRewriter rewriter = new OnnxRewriter(
                    inlined.file(), data, ProviderChoice.once().algebra(), _ -> progress.done(++done[0]));
            List<SitePlan> plans = plans(reached, inlined.sites(), rewriter, dense);
            if (plans.isEmpty()) {
                Report copied = copied(target);
                return new Report(List.of(), dense, copied.irVersion(), copied.readIrVersion());
            }
            Thresholds thresholds = form == Form.SPLIT
                    ? new Thresholds(Map.of())
                    : calibrator.thresholds(inlined.file(), rewriter.scores(plans));
            List<SitePlan> thinned = new ArrayList<>();
            for (SitePlan one : plans) {
                if (form == Form.SPLIT || thresholds.of(one.site()).isPresent()) {
                    thinned.add(one);
                } else {
                    dense.put(one.site().selector(), "no threshold was measured for it");
                }
            }
            OnnxRewriter.Rewritten changed = rewriter.rewrite(thinned, thresholds, form);
            new OnnxWriter(inlined.file()).write(changed.model(), changed.added(), target);
            return new Report(
                    thinned, dense, changed.model().getIrVersion(), file.model().getIrVersion());
        }
    }

    /// Those of the sites that stand in the graph or can be brought there.
    private List<Asked> reached(List<Asked> asked, Map<String, String> dense) {
        List<Asked> reached = new ArrayList<>();
        for (Asked one : asked) {
            if (CallInliner.canInline(file, one.site())) {
                reached.add(one);
            } else {
                dense.put(
                        one.site().selector(),
                        "functions on the way to it are written in another opset than its graph");
            }
        }
        return reached;
    }

    private static List<SitePlan> plans(
            List<Asked> asked, List<Site> inlined, OnnxRewriter rewriter, Map<String, String> dense) {
        List<SitePlan> plans = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Site site = inlined.get(i);
            SitePlan plan = asked.get(i).plan(site);
            Optional<String> obstacle = rewriter.obstacle(plan);
            obstacle.ifPresentOrElse(reason -> dense.put(site.selector(), reason), () -> plans.add(plan));
        }
        return plans;
    }
}
