package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.GatedProduct.Search;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.grammar.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reports settings of one linear that cannot hold together, or not for that linear.
final class PolicyContradictions {

    /// Why rows of a linear cannot be skipped; those that can are not in it.
    private final Map<String, String> keepsRows = new LinkedHashMap<>();

    private final Diagnostics diagnostics;

    PolicyContradictions(Optional<Graph> graph, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        graph.ifPresent(this::findGatedProducts);
    }

    private void findGatedProducts(Graph graph) {
        Uses uses = new Uses(graph);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear
                    && GatedProduct.search(linear, uses) instanceof Search.Missing(String reason)) {
                keepsRows.put(linear.weight().path(), reason);
            }
        }
    }

    /// @param settings of a linear that is thinned, by subject
    void check(String path, Map<String, PolicySetting> settings) {
        if (settings.get(PolicySetting.Skipping.SUBJECT) instanceof PolicySetting.Skipping(Skip skip, Span span)
                && skip == Skip.ROWS) {
            checkRows(path, span, settings);
        }
        if (settings.get(PolicySetting.Gamma.SUBJECT) instanceof PolicySetting.Gamma(var _, Span span)
                && settings.get(PolicySetting.Ranking.SUBJECT)
                        instanceof PolicySetting.Ranking(Score score, Span ranking)
                && score == Score.MAGNITUDE) {
            diagnostics.add(Diagnostic.at(
                            span,
                            Code.CONTRADICTION,
                            "gamma scales scores by norms, and score magnitude leaves norms out",
                            "gamma for " + path)
                    .with(ranking, "its score")
                    .help("gamma alone is enough; gamma 0 is score magnitude"));
        }
    }

    /// Why the linear at `path` cannot skip rows, if it cannot.
    Optional<String> whyNotRows(String path) {
        return Optional.ofNullable(keepsRows.get(path));
    }

    /// Says why the linear at `path` cannot skip rows, as `span` asks it to.
    void reportRows(String path, Span span) {
        diagnostics.add(Diagnostic.at(
                        span,
                        Code.ROWS_NEEDED,
                        path + " cannot skip rows: " + whyNotRows(path).orElseThrow(),
                        "asks for " + path)
                .help("rows can be skipped of up in linear(silu(gate) * linear(x, up), down)"));
    }

    private void checkRows(String path, Span span, Map<String, PolicySetting> settings) {
        if (whyNotRows(path).isPresent()) {
            reportRows(path, span);
        }
        if (settings.get(PolicySetting.Split.SUBJECT) instanceof PolicySetting.Split(double share, Span split)
                && share < 1) {
            reportLowRank(path, span, split, "its split");
        }
        if (settings.get(PolicySetting.Rank.SUBJECT) instanceof PolicySetting.Rank(var _, Span rank)) {
            reportLowRank(path, span, rank, "its rank");
        }
    }

    private void reportLowRank(String path, Span span, Span lowRank, String label) {
        diagnostics.add(Diagnostic.at(
                        span,
                        Code.CONTRADICTION,
                        "a linear that skips rows has no low-rank product",
                        "skips rows of " + path)
                .with(lowRank, label)
                .help("select it with split 1.0 and no rank"));
    }
}
