package dev.rsparse.compiler.report;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.EvalResult;
import dev.rsparse.compiler.tokens.TextIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Report data made by hand.
final class Reports {

    static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    private Reports() {}

    /// A result of `policy` over `text`, thinned unless it is `dense`.
    static EvalResult result(String policy, String text, String phase, double kept, double nll) {
        Map<String, EvalResult.Density> sites =
                policy.equals("dense") ? Map.of() : Map.of("layer[0].q", new EvalResult.Density(0.481, 0.5, 64));
        return new EvalResult(
                "0.1.0", policy, DIGEST, phase, 0, "bf16", text, DIGEST, 4, 32, 128, 124, nll, kept, 0.5, 6e6, 1e7,
                sites, 1);
    }

    /// Policy `name` over a layer of which `q` is thinned with a low-rank term, `up` skips rows and `o` stays dense.
    static PolicyData policy(String name) {
        Thinning ranked = Thinning.columns(0.5, 0.75, 3, 1, 0.25f, Phase.DECODE);
        Thinning rows = new Thinning(Skip.ROWS, 0.625, 1, 0, 0.5, 0.125f, Phase.DECODE);
        return new PolicyData(
                name,
                true,
                false,
                List.of(
                        site("layer[0].q", Optional.of(ranked), 0.5, OptionalDouble.of(0.481)),
                        site("layer[0].o", Optional.empty(), 1, OptionalDouble.empty()),
                        site("layer[0].up", Optional.of(rows), 0.375, OptionalDouble.empty())),
                0.625,
                Optional.of(new Lock.Calibration("calib.u16", DIGEST, 511, 1, 512)),
                Optional.empty(),
                Optional.of(result(name, "valid.u16", "all", 0.6, 4)));
    }

    private static PolicyData.Site site(String path, Optional<Thinning> thinning, double kept, OptionalDouble density) {
        return new PolicyData.Site(
                path,
                8,
                8,
                thinning,
                thinning.map(found -> OptionalDouble.of(found.threshold())).orElse(OptionalDouble.empty()),
                kept,
                density);
    }

    /// A report with something in every section.
    ///
    /// @param text name of the text that was evaluated on
    static ReportData full(String policy, String text) {
        List<EvalResult> results = List.of(
                result("dense", text, "all", 1, 3.5),
                result(policy, text, "all", 0.6, 4),
                result("gone", text, "all", 0.4, 4.5),
                result(policy, text, "decode", 0.61, 3.9));
        double[] bins = new double[60];
        bins[10] = 0.5;
        bins[40] = 0.5;
        ScoreData.Kind scores = new ScoreData.Kind(
                "q", -3.5, 1.2, List.of(new ScoreData.Panel("layer[0].q", bins, OptionalDouble.of(0.25), 0.5, 0.375)));
        SpectrumData.Kind spectrum = new SpectrumData.Kind(
                "q", List.of(new SpectrumData.Line("layer[0].q", new float[] {1, 0.5f, 0.25f, 0.1f}, 3)));
        return new ReportData(
                header(),
                List.of(policy(policy)),
                policy(policy),
                LossGroup.of(results, result -> !result.policy().equals("gone")),
                Optional.of(new ScoreData(
                        new TextIdentity("calib.u16", Optional.of(DIGEST), OptionalLong.empty(), 2, 32),
                        63,
                        List.of(scores))),
                new SpectrumData(List.of(spectrum), List.of("layer[0].down")));
    }

    /// A report on a model without policies, lock, results and text.
    static ReportData empty() {
        PolicyData dense = new PolicyData(
                "dense", false, false, List.of(), 1, Optional.empty(), Optional.empty(), Optional.empty());
        return new ReportData(
                header(), List.of(), dense, List.of(), Optional.empty(), new SpectrumData(List.of(), List.of()));
    }

    private static ReportData.Header header() {
        return new ReportData.Header("Tiny", "tiny.rsp", "0.1.0", Map.of("model.safetensors", DIGEST));
    }
}
