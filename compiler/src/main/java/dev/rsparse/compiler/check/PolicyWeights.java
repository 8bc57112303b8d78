package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.runtime.StripLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The weights of a graph that a policy may speak of, by path, in graph order.
///
/// @param linears those of linears, which it may thin
/// @param tables embedding tables, of tokens or of positions, of which it may say how they are stored
/// @param names what the values are called that the linears make, by the path of a linear's weight
record PolicyWeights(Map<String, Weight> linears, Map<String, Weight> tables, Map<String, Set<String>> names) {

    static final PolicyWeights NONE = new PolicyWeights(Map.of(), Map.of(), Map.of());

    PolicyWeights {
        linears = Collections.unmodifiableMap(new LinkedHashMap<>(linears));
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    static PolicyWeights of(Graph graph) {
        Map<String, Weight> linears = new LinkedHashMap<>();
        Map<String, Weight> tables = new LinkedHashMap<>();
        Map<String, Set<String>> names = new LinkedHashMap<>();
        Map<Value, String> biased = biased(graph);
        for (Node node : graph.nodes()) {
            switch (node) {
                case Node.Linear linear -> {
                    String path = linear.weight().path();
                    linears.put(path, linear.weight());
                    names.computeIfAbsent(path, _ -> new LinkedHashSet<>())
                            .add(biased.getOrDefault(
                                    linear.output(), linear.output().name()));
                }
                case Node.Gather gather -> tables.put(gather.table().path(), gather.table());
                case Node.Positions positions -> tables.put(positions.table().path(), positions.table());
                default -> {}
            }
        }
        return new PolicyWeights(linears, tables, names);
    }

    /// The names of sums with a bias, by the product that `linear(x, w, bias)` makes first: the sum has the name that
    /// the source gives.
    private static Map<Value, String> biased(Graph graph) {
        Map<Value, String> names = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.AddBias sum) {
                names.put(sum.x(), sum.output().name());
            }
        }
        return names;
    }

    /// How weights are stored that `rules` say it of. A tensor that an embedding shares with a linear is stored once:
    /// the later rule for either holds for both.
    Map<String, StripLayout> formats(List<PolicyRule> rules) {
        Map<String, Weight> weights = new LinkedHashMap<>(tables);
        weights.putAll(linears);
        Map<String, StripLayout> byTensor = new LinkedHashMap<>();
        for (PolicyRule rule : rules) {
            rule.format()
                    .ifPresent(format -> Stream.concat(rule.sites().stream(), rule.tables().stream())
                            .forEach(path -> byTensor.put(weights.get(path).tensor(), format)));
        }
        Map<String, StripLayout> formats = new LinkedHashMap<>();
        weights.forEach((path, weight) -> {
            if (byTensor.containsKey(weight.tensor())) {
                formats.put(path, byTensor.get(weight.tensor()));
            }
        });
        return formats;
    }
}
