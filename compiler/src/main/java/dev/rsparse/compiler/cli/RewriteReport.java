package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.onnx.rewrite.Form;
import dev.rsparse.compiler.onnx.rewrite.SitePlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What `rsparsec rewrite` says of a model that it wrote, and the compiler of one that it thinned.
///
/// @param target what was made of it
/// @param sites how many linears the model has
record RewriteReport(Path target, Form form, int sites, RewriteTask.Report report) {

    /// Lines for people; each ends in `\n`.
    String text() {
        if (report.plans().isEmpty()) {
            String what = target.toString().endsWith(".onnx") ? "a copy" : "dense";
            return target + ": " + what + "; no linear of " + sites + " is rewritten\n";
        }
        String raised = report.irVersion() == report.readIrVersion()
                ? ""
                : ", IR version " + report.irVersion() + " for " + report.readIrVersion();
        return String.format(
                Locale.ROOT,
                "%s: %d of %d linears rewritten, form %s, %.1f %% of their weights asked to be read%s\n",
                target,
                report.plans().size(),
                sites,
                form.text(),
                100 * keptShare(),
                raised);
    }

    /// Of the elements of all weights that are thinned.
    private double keptShare() {
        double kept = 0;
        double all = 0;
        for (SitePlan plan : report.plans()) {
            double size = (double) plan.site().in() * plan.site().out();
            kept += size * plan.budget().nominalKeptShare();
            all += size;
        }
        return kept / all;
    }

    /// The same for JSON.
    Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", target.toString());
        object.put("form", form.text());
        object.put("irVersion", report.irVersion());
        if (!report.plans().isEmpty()) {
            object.put("nominalKeptBytes", keptShare());
        }
        object.put(
                "rewritten", report.plans().stream().map(RewriteReport::object).toList());
        object.put("dense", report.dense());
        return object;
    }

    private static Map<String, Object> object(SitePlan plan) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("selector", plan.site().selector());
        object.put("node", plan.site().node());
        object.put("in", plan.site().in());
        object.put("out", plan.site().out());
        object.put("rank", plan.budget().rank());
        object.put("gamma", plan.gamma());
        object.put("nominalKeptBytes", plan.budget().nominalKeptShare());
        return object;
    }
}
