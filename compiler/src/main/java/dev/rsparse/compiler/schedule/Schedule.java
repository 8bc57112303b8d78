package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;

/// A graph with its order, its buffers and its weights placed.
///
/// @param graph the rewritten graph, linears of one product side by side
/// @param products the linears as they run; each in one product
/// @param layout where the weights lie
/// @param buffers where the values lie
/// @param units the nodes that share a method, in order: a whole layer is too much for one JIT compilation of the
///     model
/// @param tail the nodes that only the tokens whose logits are wanted need; after all units
public record Schedule(
        Graph graph, List<Product> products, WeightLayout layout, BufferPlan buffers, List<Unit> units, Unit tail) {

    /// Nodes of one scope, run by one method.
    ///
    /// @param name a Java identifier made from the scope
    public record Unit(String name, List<Node> nodes) {
        public Unit {
            nodes = List.copyOf(nodes);
        }
    }

    public Schedule {
        products = List.copyOf(products);
        units = List.copyOf(units);
    }

    /// Schedules `rewritten` with all linears stored in `format`.
    public static Schedule of(Graph rewritten, StripLayout format) {
        return of(rewritten, Formats.all(format));
    }

    /// Schedules `rewritten` with linears stored as `formats` says.
    public static Schedule of(Graph rewritten, Formats formats) {
        List<Product> products = ProductPlan.of(rewritten, formats);
        Graph graph = ProductPlan.order(rewritten, products);
        List<Node> nodes = graph.nodes();
        int tailStart = tailStart(nodes);
        List<Unit> units = new ArrayList<>();
        int from = 0;
        while (from < tailStart) {
            int to = from;
            String scope = nodes.get(from).at().scope();
            while (to < tailStart && nodes.get(to).at().scope().equals(scope)) {
                to++;
            }
            String name = unitName(scope, units.size());
            boolean taken = units.stream().anyMatch(unit -> unit.name().equals(name));
            units.add(new Unit(taken ? name + "_part" + units.size() : name, nodes.subList(from, to)));
            from = to;
        }
        Unit tail = new Unit("tail", nodes.subList(tailStart, nodes.size()));
        WeightLayout layout = WeightLayout.of(graph, products, formats);
        return new Schedule(graph, products, layout, BufferPlan.of(graph), units, tail);
    }

    /// The product that `linear` is part of.
    public Product product(Node linear) {
        return products.stream()
                .filter(product -> product.linears().contains(linear))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(linear.op() + " is part of no product"));
    }

    /// The nodes at the end that work token by token outside any layer. Rope and positions are not among them: the tail
    /// runs the
    /// last row of a batch as its first, at another position. A thinned linear among them would make the last token
    /// of a dense prompt thin, so then the tail is empty.
    private static int tailStart(List<Node> nodes) {
        int start = nodes.size();
        while (start > 0
                && nodes.get(start - 1).at().scope().isEmpty()
                && !(nodes.get(start - 1) instanceof Node.Attention)
                && !(nodes.get(start - 1) instanceof Node.Rope)
                && !(nodes.get(start - 1) instanceof Node.Positions)
                && !(nodes.get(start - 1) instanceof Node.Input)
                && !(nodes.get(start - 1) instanceof Node.Gather)) {
            start--;
        }
        boolean thinned = nodes.subList(start, nodes.size()).stream()
                .anyMatch(node -> node instanceof Node.SparseLowRankLinear || node instanceof Node.GatedRowsLinear);
        return thinned ? nodes.size() : start;
    }

    private static String unitName(String scope, int index) {
        if (scope.isEmpty()) {
            return index == 0 ? "head" : "part" + index;
        }
        return scope.replace("[", "").replace("]", "").replaceAll("[^A-Za-z0-9]+", "_");
    }

    /// The values the tail reads that the units made.
    public List<Value> tailInputs() {
        List<Integer> made =
                tail.nodes().stream().map(node -> node.output().id()).toList();
        return tail.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .filter(value -> !made.contains(value.id()))
                .distinct()
                .toList();
    }
}
