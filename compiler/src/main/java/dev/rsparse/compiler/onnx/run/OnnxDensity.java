package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Share of the channels that a rewritten linear reads.
///
/// @param site the linear, as it was in the original
/// @param asked what its policy asked for, 0..1
/// @param found of all vectors of all samples, 0..1
public record OnnxDensity(Site site, double asked, double found) {

    private static final class Counter {
        private long above;
        private long all;

        void count(float score, float threshold) {
            all++;
            above += score > threshold ? 1 : 0;
        }
    }

    /// Counts in the rewritten model, where each linear reads what the sparse ones before it gave.
    ///
    /// @param rewritten the model, in whose graph the values that linears read have the names that the
    ///     original gave them
    /// @param scores sites of the original; those in bodies and those without a threshold are left out
    /// @param progress told after each run
    public static List<OnnxDensity> of(
            OnnxFile rewritten,
            Samples samples,
            List<SiteScore> scores,
            Thresholds thresholds,
            int threads,
            RunProgress progress) {
        Map<SiteScore, Counter> counters = new LinkedHashMap<>();
        scores.stream()
                .filter(score -> score.site().place().isInGraph())
                .filter(score -> thresholds.of(score.site()).isPresent())
                .forEach(score -> counters.put(score, new Counter()));
        List<String> values = counters.keySet().stream()
                .map(score -> score.site().place().input())
                .distinct()
                .toList();
        new Probes(rewritten, samples, threads)
                .run(
                        values,
                        (name, value) -> {
                            float[] x = value.floats();
                            counters.forEach((score, counter) -> {
                                if (score.site().place().input().equals(name)) {
                                    float threshold =
                                            thresholds.of(score.site()).orElseThrow();
                                    Channels.of(score.site(), value)
                                            .forEach(score, x, each -> counter.count(each, threshold));
                                }
                            });
                        },
                        progress);
        return counters.entrySet().stream()
                .map(entry -> new OnnxDensity(
                        entry.getKey().site(),
                        1 - entry.getKey().quantile(),
                        (double) entry.getValue().above / Math.max(1, entry.getValue().all)))
                .toList();
    }
}
