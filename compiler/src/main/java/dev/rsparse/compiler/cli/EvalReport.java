package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.project.EvalResult;
import dev.rsparse.compiler.project.EvalResult.Density;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What `rsparsec eval` prints.
///
/// @param result of the policy
/// @param dense of the same text with nothing thinned, when it was asked for
/// @param kept whether the result was measured before
record EvalReport(EvalResult result, Optional<EvalResult> dense, boolean kept) {

    private static final double MEGABYTE = 1e6;

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", result.policy());
        object.put("phase", result.phase());
        object.put("tokens", result.tokens());
        object.put("scored", result.scored());
        object.put("nll", result.nll());
        object.put("perplexity", result.perplexity());
        dense.ifPresent(other -> {
            object.put("denseNll", other.nll());
            object.put("densePerplexity", other.perplexity());
            object.put("dNLL", result.nll() - other.nll());
        });
        object.put("keptBytes", result.keptBytes());
        object.put("nominalKeptBytes", result.nominalKeptBytes());
        Map<String, Object> bytes = new LinkedHashMap<>();
        bytes.put("dense", Math.round(result.denseBytesPerToken()));
        bytes.put("sparse", Math.round(result.bytesPerToken()));
        bytes.put("ratio", ratio());
        object.put("bytesPerToken", bytes);
        Map<String, Object> density = new LinkedHashMap<>();
        density.put("kinds", json(result.kinds()));
        density.put("sites", json(result.sites()));
        object.put("density", density);
        object.put("tokensPerSecond", result.tokensPerSecond());
        object.put("keptResult", kept);
        return object;
    }

    private static Map<String, Object> json(Map<String, Density> densities) {
        Map<String, Object> object = new LinkedHashMap<>();
        densities.forEach((name, density) -> {
            Map<String, Object> shares = new LinkedHashMap<>();
            shares.put("real", density.real());
            shares.put("asked", density.asked());
            object.put(name, shares);
        });
        return object;
    }

    private double ratio() {
        return result.bytesPerToken() / result.denseBytesPerToken();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        Formatter out = new Formatter(text, Locale.ROOT);
        out.format("policy      %s, phase %s%s%n", result.policy(), result.phase(), kept ? " (kept result)" : "");
        out.format("tokens      %d read, %d scored%n", result.tokens(), result.scored());
        out.format("NLL         %.5f nats per token", result.nll());
        dense.ifPresent(other -> out.format(", dense %.5f: %+.5f", other.nll(), result.nll() - other.nll()));
        out.format("%nperplexity  %.3f", result.perplexity());
        dense.ifPresent(other -> out.format(", dense %.3f", other.perplexity()));
        out.format(
                "%nkept bytes  %.1f %% of the thinned linears (%.1f %% asked)%n",
                100 * result.keptBytes(), 100 * result.nominalKeptBytes());
        out.format(
                "read        %.3f MB per decoded token, %.1f %% of the dense model's %.3f MB%n",
                result.bytesPerToken() / MEGABYTE, 100 * ratio(), result.denseBytesPerToken() / MEGABYTE);
        String title = "density     ";
        for (Map.Entry<String, Density> kind : result.kinds().entrySet()) {
            Density density = kind.getValue();
            out.format(
                    "%s%-6s %5.1f %% (%.1f %% asked)%n",
                    title, kind.getKey(), 100 * density.real(), 100 * density.asked());
            title = " ".repeat(title.length());
        }
        out.format("speed       %.0f tokens/s in batches%n", result.tokensPerSecond());
        return text.toString();
    }
}
