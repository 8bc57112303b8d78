package dev.rsparse.compiler.calibrate;

import dev.rsparse.compiler.calibrate.Calibration.Request;
import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.GatedProduct.Search;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a linear is scored by: its input or, where rows are skipped, the gate of the product it goes into.
///
/// @param product present where rows are skipped
/// @param scored the weights whose columns, one above the other, give the norms where columns are skipped
record ScoreSource(Node.Linear linear, Optional<GatedProduct> product, List<Weight> scored) {

    /// Which numbers are counted: equal ones for requests with equal scores.
    ///
    /// @param scored the weights that norms are taken of; none for plain magnitudes
    record Scores(Value value, Skip skip, double gamma, List<Weight> scored) {}

    /// The sources of `requests`, in graph order; sites that the graph does not have are left out.
    ///
    /// @throws IllegalArgumentException when a linear that is to skip rows goes into no gated product
    static Map<Request, ScoreSource> of(Graph graph, Set<Request> requests) {
        Uses uses = new Uses(graph);
        Map<Request, ScoreSource> sources = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            for (Request request : requests) {
                if (node instanceof Node.Linear linear && linear.weight().path().equals(request.site())) {
                    sources.put(request, of(linear, request, uses));
                }
            }
        }
        return sources;
    }

    private static ScoreSource of(Node.Linear linear, Request request, Uses uses) {
        return switch (request.skip()) {
            case COLUMNS -> {
                List<Weight> stack = uses.weights(linear.x(), request.stack());
                yield new ScoreSource(linear, Optional.empty(), stack.isEmpty() ? List.of(linear.weight()) : stack);
            }
            case ROWS ->
                switch (GatedProduct.search(linear, uses)) {
                    case Search.Found(var product) ->
                        new ScoreSource(linear, Optional.of(product), List.of(linear.weight()));
                    case Search.Missing(var reason) ->
                        throw new IllegalArgumentException(linear.weight() + " has no rows to skip: " + reason);
                };
        };
    }

    /// The value whose elements, or their silu, are scored.
    Value value() {
        return product.map(GatedProduct::gate).orElse(linear.x());
    }

    /// What the magnitudes are multiplied by; empty for nothing.
    float[] norms(WeightSource weights, double gamma) {
        if (gamma == 0) {
            return new float[0];
        }
        String site = linear.weight().path();
        String tensor = linear.weight().tensor();
        return product.map(found ->
                        NormProducts.of(weights, site, tensor, found.reader().tensor(), gamma))
                .orElseGet(() -> ColumnNorms.of(
                        weights, scored.stream().map(Weight::tensor).toList(), gamma));
    }

    /// What `request` counts from this source.
    Scores scores(Request request) {
        return new Scores(value(), request.skip(), request.gamma(), request.gamma() == 0 ? List.of() : scored);
    }
}
