package dev.rsparse.compiler.report;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.tokens.TextIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Scores of a policy's linears → histograms with few bars.
final class ScoreGatherer {

    private static final int BARS = 60;

    /// Share of the scores that may lie left of the axis: the smallest ones reach down over many decades in which
    /// there is nothing to see.
    static final double LEFT_OUT = 0.002;

    private final Calibration calibration;

    /// @param calibration that counted the scores of every thinned linear of the policy
    private ScoreGatherer(Calibration calibration) {
        this.calibration = calibration;
    }

    static ScoreData of(PolicyData policy, TextIdentity text, Calibration calibration) {
        Map<String, List<PolicyData.Site>> kinds = new LinkedHashMap<>();
        policy.sites().stream()
                .filter(site -> site.thinning().isPresent())
                .forEach(site -> kinds.computeIfAbsent(site.place().kind(), _ -> new ArrayList<>())
                        .add(site));
        ScoreGatherer gatherer = new ScoreGatherer(calibration);
        List<ScoreData.Kind> gathered = new ArrayList<>();
        kinds.forEach((name, sites) -> gathered.add(gatherer.kind(name, sites)));
        return new ScoreData(text, calibration.tokens(), gathered);
    }

    private ScoreHistogram scores(PolicyData.Site site) {
        return calibration.scores(
                Calibration.Request.of(site.path(), site.thinning().orElseThrow()));
    }

    private ScoreData.Kind kind(String name, List<PolicyData.Site> sites) {
        Axis axis = new Axis();
        sites.forEach(site -> axis.cover(scores(site)));
        axis.open();
        return new ScoreData.Kind(
                name,
                axis.low,
                axis.high,
                sites.stream().map(site -> panel(site, axis)).toList());
    }

    private ScoreData.Panel panel(PolicyData.Site site, Axis axis) {
        ScoreHistogram scores = scores(site);
        double[] bars = new double[BARS];
        double one = 1.0 / Math.max(scores.count(), 1);
        double[] kept = {0};
        scores.forEach((first, last, count) -> {
            int bar = axis.bar(first);
            if (bar >= 0) {
                bars[bar] += count * one;
            }
            if (site.threshold().isPresent() && first > site.threshold().getAsDouble()) {
                kept[0] += count * one;
            }
        });
        double asked = 1 - PolicyResolver.quantile(site.thinning().orElseThrow());
        return new ScoreData.Panel(site.path(), bars, site.threshold(), kept[0], asked);
    }

    /// A logarithmic axis that all linears of a kind share.
    private static final class Axis {
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        /// Makes room for all scores but the least.
        void cover(ScoreHistogram scores) {
            long[] passed = {0};
            scores.forEach((first, last, count) -> {
                passed[0] += count;
                // The least subnormals share a bin with zero, which has no logarithm.
                if (first > 0 && passed[0] > LEFT_OUT * scores.count()) {
                    low = Math.min(low, Math.log10(first));
                }
                high = last > 0 ? Math.max(high, Math.log10(last)) : high;
            });
        }

        /// Gives an axis over one value, or none, some extent.
        void open() {
            if (!(low < high)) {
                high = Double.isInfinite(high) ? 0 : high;
                low = high - 1;
            }
        }

        /// The bar that scores from `first` on fall into; negative for one left of the axis.
        int bar(float first) {
            if (first <= 0) {
                return -1;
            }
            int bar = (int) Math.floor((Math.log10(first) - low) / (high - low) * BARS);
            return Math.min(bar, BARS - 1);
        }
    }
}
