package dev.rsparse.compiler.report;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.ProjectException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Weights → their singular values.
final class SpectrumGatherer {

    /// Elements of the largest weight that is decomposed unasked: some seconds each.
    static final long LIMIT = 2048L * 2048;

    private final ModelProject project;
    private final PolicyGraph runs;
    private final Map<String, String> tensors = new LinkedHashMap<>();

    /// @param runs what the policy runs, rotated if it asks for that
    SpectrumGatherer(ModelProject project, PolicyGraph runs) {
        this.project = project;
        this.runs = runs;
        for (Node node : runs.graph().nodes()) {
            if (node instanceof Node.Linear linear) {
                tensors.put(linear.weight().path(), linear.weight().tensor());
            }
        }
    }

    /// The linears of `policy` whose weights are not left out.
    static List<PolicyData.Site> chosen(PolicyData policy, boolean all) {
        return policy.sites().stream().filter(site -> all || isSmall(site)).toList();
    }

    private static boolean isSmall(PolicyData.Site site) {
        return (long) site.out() * site.in() <= LIMIT;
    }

    /// @param all whether to decompose weights of any size
    /// @param progress told the number of weights done
    /// @throws ProjectException when a weight holds NaN or infinity
    SpectrumData of(PolicyData policy, boolean all, IntConsumer progress) throws InterruptedException {
        List<PolicyData.Site> sites = chosen(policy, all);
        float[][] spectra = spectra(sites, progress);
        Map<String, List<SpectrumData.Line>> kinds = new LinkedHashMap<>();
        for (int i = 0; i < spectra.length; i++) {
            PolicyData.Site site = sites.get(i);
            int rank = site.thinning().map(Thinning::rank).orElse(0);
            kinds.computeIfAbsent(site.place().kind(), _ -> new ArrayList<>())
                    .add(new SpectrumData.Line(site.path(), spectra[i], rank));
        }
        List<SpectrumData.Kind> gathered = new ArrayList<>();
        kinds.forEach((name, lines) -> gathered.add(new SpectrumData.Kind(name, List.copyOf(lines))));
        List<String> left = policy.sites().stream()
                .filter(site -> !all && !isSmall(site))
                .map(PolicyData.Site::path)
                .toList();
        return new SpectrumData(gathered, left);
    }

    /// One decomposition per core: they are too small to be shared out, above all where other processes want cores.
    private float[][] spectra(List<PolicyData.Site> sites, IntConsumer progress) throws InterruptedException {
        float[][] spectra = new float[sites.size()][];
        SortedMap<Integer, ProjectException> problems = new ConcurrentSkipListMap<>();
        AtomicInteger done = new AtomicInteger();
        try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
            workers.run(spectra.length, i -> {
                try {
                    spectra[i] = spectrum(sites.get(i));
                } catch (ProjectException problem) {
                    problems.put(i, problem);
                }
                progress.accept(done.incrementAndGet());
            });
        }
        if (!problems.isEmpty()) {
            throw problems.get(problems.firstKey());
        }
        return spectra;
    }

    private float[] spectrum(PolicyData.Site site) {
        Matrix matrix = Matrix.zeros(site.out(), site.in());
        runs.weights().read(tensors.get(site.path()), 0, matrix.data(), 0, matrix.data().length);
        try {
            TruncatedSvd svd = new TruncatedSvd(ProviderChoice.once().algebra());
            return normalised(
                    svd.factor(matrix, Math.min(site.out(), site.in())).singularValues());
        } catch (IllegalArgumentException problem) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.NOT_FINITE,
                    "weight of " + site.path() + ": " + problem.getMessage(),
                    "check the checkpoint: a dense run of it would give NaN too");
        }
    }

    /// Values that rounding put out of order change places unseen: neighbours differ by less than a pixel.
    private static float[] normalised(float[] values) {
        float[] normalised = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            normalised[i] = values[0] == 0 ? 0 : values[i] / values[0];
        }
        return normalised;
    }
}
