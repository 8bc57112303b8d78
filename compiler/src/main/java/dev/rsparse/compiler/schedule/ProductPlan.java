package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which linears of a graph run as one product.
///
/// Linears are joined when they stand in one scope, read the same value and either are all dense or all keep the
/// same channels, and are stored in one format. A tensor that several nodes use (a tied head, say) stays alone.
final class ProductPlan {

    private final Formats formats;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<Key, List<Node>> groups = new HashMap<>();
    private final List<List<Node>> ordered = new ArrayList<>();

    /// What linears must have in common.
    ///
    /// @param mask how channels are chosen; empty for dense linears
    /// @param alone the output's id where a linear must not be joined, else -1
    private record Key(String scope, int x, List<Object> mask, StripLayout format, int alone) {}

    private ProductPlan(Graph graph, Formats formats) {
        this.formats = formats;
        graph.nodes().forEach(this::countUses);
        graph.nodes().forEach(this::join);
    }

    /// The products of `graph`, in the order of their first linears.
    static List<Product> of(Graph graph, Formats formats) {
        ProductPlan plan = new ProductPlan(graph, formats);
        return plan.ordered.stream().map(plan::product).toList();
    }

    /// The same graph with the linears of each product side by side: all move to where the first one stands,
    /// which is behind what they read.
    static Graph order(Graph graph, List<Product> products) {
        Map<Integer, List<Node>> byFirst = new HashMap<>();
        Map<Integer, Node> moved = new HashMap<>();
        for (Product product : products) {
            byFirst.put(product.linears().getFirst().output().id(), product.linears());
            product.linears().forEach(linear -> moved.put(linear.output().id(), linear));
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            int id = node.output().id();
            if (byFirst.containsKey(id)) {
                nodes.addAll(byFirst.get(id));
            } else if (!moved.containsKey(id)) {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes);
    }

    private void countUses(Node node) {
        switch (node) {
            case Node.Linear linear -> use(linear.weight());
            case Node.SparseLowRankLinear linear -> use(linear.weight());
            case Node.GatedRowsLinear linear -> use(linear.weight());
            case Node.Gather gather -> use(gather.table());
            case Node.Positions positions -> use(positions.table());
            case Node.RmsNorm _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    PictureNode _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> {}
        }
    }

    private void use(Weight weight) {
        uses.merge(weight.tensor(), 1, Integer::sum);
    }

    private void join(Node node) {
        switch (node) {
            case Node.Linear linear -> join(linear, List.of());
            case Node.SparseLowRankLinear linear -> join(linear, mask(linear));
            case Node.Gather _,
                    Node.RmsNorm _,
                    Node.GatedRowsLinear _,
                    Node.Positions _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    PictureNode _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> {}
        }
    }

    private void join(Node linear, List<Object> mask) {
        Weight weight = Product.weight(linear);
        boolean shared = uses.get(weight.tensor()) > 1;
        int x = linear.inputs().getFirst().id();
        Key key = new Key(
                linear.at().scope(),
                x,
                mask,
                formats.of(weight),
                shared ? linear.output().id() : -1);
        groups.computeIfAbsent(key, _ -> {
                    List<Node> group = new ArrayList<>();
                    ordered.add(group);
                    return group;
                })
                .add(linear);
    }

    private static List<Object> mask(Node.SparseLowRankLinear linear) {
        Thinning thinning = linear.thinning();
        return List.of(
                thinning.threshold(),
                thinning.phase(),
                thinning.gamma(),
                thinning.scaled() ? linear.scored() : List.of());
    }

    private Product product(List<Node> linears) {
        StripLayout format = formats.of(Product.weight(linears.getFirst()));
        long strip = linears.stream()
                .mapToLong(linear ->
                        format.stripBytes(Product.weight(linear).type().size(0)))
                .sum();
        int in = Product.weight(linears.getFirst()).type().size(1);
        int parts = StripCost.parts(strip, in);
        int runs = StripCost.runs(strip);
        if (!(linears.getFirst() instanceof Node.SparseLowRankLinear)) {
            return new Product(linears, Product.Reading.ALL, parts, runs, "dense");
        }
        double density = linears.stream()
                .map(linear -> ((Node.SparseLowRankLinear) linear).thinning())
                .mapToDouble(thinning -> (1 - thinning.sparsity()) * thinning.split())
                .max()
                .orElseThrow();
        boolean pays = StripCost.pays(strip, in, density);
        Product.Reading reading = pays ? Product.Reading.KEPT : Product.Reading.MASKED;
        return new Product(linears, reading, parts, runs, reason(strip, in, density, pays));
    }

    private static String reason(long strip, int in, double density, boolean pays) {
        String kept = String.format(Locale.ROOT, "strips of %d bytes, %.0f %% kept: ", strip, 100 * density);
        if (StripCost.isCached(strip, in)) {
            return kept + "small enough for a cache";
        }
        String time = String.format(Locale.ROOT, "%.2f of the dense time", StripCost.time(strip, density));
        return kept + time + (pays ? "" : ", so all columns are read");
    }
}
