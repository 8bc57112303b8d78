package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which linears of a policy keep the same channels.
public final class SharedMasks {

    private SharedMasks() {}

    /// The linears that share a mask, together with those that read the same value, in graph order. A linear that
    /// would share it with no other is not among them.
    public static List<List<String>> groups(Graph graph, Map<String, SitePolicy> sites) {
        Map<Value, Set<String>> byInput = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear
                    && shares(sites.get(linear.weight().path()))) {
                byInput.computeIfAbsent(linear.x(), _ -> new LinkedHashSet<>())
                        .add(linear.weight().path());
            }
        }
        return byInput.values().stream()
                .filter(group -> group.size() > 1)
                .map(List::copyOf)
                .toList();
    }

    private static boolean shares(SitePolicy site) {
        return site.sparse() && site.sharedMask();
    }
}
