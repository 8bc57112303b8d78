package dev.rsparse.compiler.report;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;

/// What the page is about: weights, policies, and what these were calibrated on.
final class HeaderSection {

    private HeaderSection() {}

    static void write(Markup out, ReportData data) {
        weights(out, data.header());
        if (data.policies().isEmpty()) {
            out.leaf("p", "The source has no policy that thins anything.");
            return;
        }
        Tables.open(out, "Policies");
        Tables.headWithWords(out, "calibrated on", "policy", "asked, %", "linears thinned", "phase");
        data.policies().forEach(policy -> policy(out, policy));
        Tables.close(out);
        if (data.policies().stream().anyMatch(policy -> policy.problem().isPresent())) {
            out.open("p").text("To measure thresholds: ");
            Commands.overText(out, "calibrate " + data.header().source());
            out.text(".").close();
        }
    }

    private static void weights(Markup out, ReportData.Header header) {
        Tables.open(out, "Weights");
        Tables.headWithWords(out, "sha256", "weights");
        header.weights().forEach((file, digest) -> {
            out.open("tr");
            Tables.name(out, file);
            out.open("td", "class", "name")
                    .leaf("code", Numbers.digest(digest), "title", digest)
                    .close();
            out.close();
        });
        Tables.close(out);
    }

    private static void policy(Markup out, PolicyData policy) {
        out.open("tr");
        Tables.name(out, policy.name() + (policy.target() ? " (target)" : "") + (policy.rotated() ? ", rotated" : ""));
        Tables.number(out, Numbers.percent(policy.nominalKept()));
        Tables.number(out, policy.thinned() + " of " + policy.sites().size());
        Tables.number(
                out,
                policy.sites().stream()
                        .flatMap(site -> site.thinning().stream())
                        .map(Thinning::phase)
                        .map(Phase::text)
                        .findFirst()
                        .orElse(""));
        Tables.words(
                out,
                policy.calibration()
                        .map(HeaderSection::describe)
                        .or(policy::problem)
                        .orElse(""));
        out.close();
    }

    private static String describe(Lock.Calibration text) {
        String seed = text.seed().isPresent() ? " (seed " + text.seed().getAsLong() + ")" : "";
        return text.data() + seed + ", " + text.windows() + " windows of " + text.windowLength() + " tokens, text "
                + Numbers.digest(text.digest());
    }
}
