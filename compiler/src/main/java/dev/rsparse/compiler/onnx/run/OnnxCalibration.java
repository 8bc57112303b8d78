package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.calibrate.ExactQuantile;
import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Thresholds of a model's linears, measured on what the dense model computes from samples.
///
/// @param thresholds of the linears that were measured; others stay dense
/// @param densities share of the channels that each threshold keeps on these samples, 0..1, by [Site#node()]
/// @param warnings about samples that were made up, and linears that cannot be measured
public record OnnxCalibration(Thresholds thresholds, Map<String, Double> densities, List<Diagnostic> warnings) {

    /// Random samples that are made where none are given.
    public static final int RANDOM_SAMPLES = 16;

    public OnnxCalibration {
        densities = Map.copyOf(densities);
        warnings = List.copyOf(warnings);
    }

    /// Runs the samples twice, one after the other. A threshold is the score at index `int(quantile * n)` of the n
    /// scores of all samples in ascending order: the first time finds where it lies, the second time which it is.
    ///
    /// @param scores sites of `file`, with what they are measured for
    /// @param threads of ONNX Runtime
    /// @param progress told after each run
    /// @throws OnnxException when the model cannot be run, or a linear reads NaN or infinity
    public static OnnxCalibration run(
            OnnxFile file, Samples samples, List<SiteScore> scores, int threads, RunProgress progress) {
        List<SiteScore> measured = scores.stream()
                .filter(score -> score.site().place().isInGraph())
                .toList();
        Map<SiteScore, ScoreHistogram> histograms = new LinkedHashMap<>();
        measured.forEach(score -> histograms.put(score, new ScoreHistogram()));
        Probes probes = new Probes(file, samples, threads);
        show(probes, measured, score -> histograms.get(score)::add, (runs, all) -> progress.done(runs, 2 * all));
        Map<SiteScore, ExactQuantile> quantiles = new LinkedHashMap<>();
        histograms.forEach((score, histogram) -> {
            check(file, score.site(), histogram);
            quantiles.put(score, new ExactQuantile(histogram, score.quantile()));
        });
        show(probes, measured, score -> quantiles.get(score)::add, (runs, all) -> progress.done(all + runs, 2 * all));
        Map<String, Float> thresholds = new LinkedHashMap<>();
        Map<String, Double> densities = new LinkedHashMap<>();
        quantiles.forEach((score, quantile) -> {
            thresholds.put(score.site().node(), quantile.value());
            densities.put(score.site().node(), quantile.above());
        });
        return new OnnxCalibration(new Thresholds(thresholds), densities, warnings(file, samples, scores));
    }

    /// Shows the scores of all samples.
    ///
    /// @param counter who is shown those of a site
    private static void show(
            Probes probes, List<SiteScore> scores, Function<SiteScore, Channels.Scores> counter, RunProgress progress) {
        List<String> values = scores.stream()
                .map(score -> score.site().place().input())
                .distinct()
                .toList();
        probes.run(
                values,
                (name, value) -> {
                    float[] x = value.floats();
                    scores.stream()
                            .filter(score -> score.site().place().input().equals(name))
                            .forEach(score -> Channels.of(score.site(), value).forEach(score, x, counter.apply(score)));
                },
                progress);
    }

    private static void check(OnnxFile file, Site site, ScoreHistogram histogram) {
        if (histogram.invalid() > 0) {
            throw OnnxException.of(
                    file.path(),
                    Code.NOT_FINITE,
                    site.node() + " reads NaN or infinity in " + histogram.invalid() + " places",
                    "check the inputs, or leave this linear dense");
        }
        if (histogram.count() == 0) {
            throw OnnxException.of(
                    file.path(),
                    Code.ONNX_INPUT,
                    site.node() + " reads no numbers: some input has an axis of length 0",
                    "give inputs of at least one token, row or picture");
        }
    }

    private static List<Diagnostic> warnings(OnnxFile file, Samples samples, List<SiteScore> scores) {
        String path = file.path().toString();
        List<Diagnostic> warnings = new ArrayList<>();
        if (!samples.isGiven()) {
            String measuredOn = samples.isRandom()
                    ? samples.count() + " random inputs, which are unlike real ones"
                    : samples.count() + " of " + samples.origin() + " beside the model, instead of random inputs";
            warnings.add(Diagnostic.inFile(path, Code.NO_INPUTS, "thresholds are measured on " + measuredOn)
                    .help("give a folder of real inputs with --inputs"));
        }
        for (SiteScore score : scores) {
            if (!score.site().place().isInGraph()) {
                warnings.add(Diagnostic.inFile(
                                path,
                                Code.NOT_CALIBRATED,
                                score.site().node()
                                        + " stays dense: it is inside a body, where no threshold is measured")
                        .help("rewrite it with --form split, or export the model without control flow around it"));
            }
        }
        return warnings;
    }
}
