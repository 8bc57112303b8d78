package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.List;

/// ```
/// y = x w   ->   mask = |x| * c > t
///                y = where(mask, x, 0) w + where(mask, 0, x) V U
/// ```
///
/// The node of the product keeps its name, weight, bias and attributes, and reads the masked value. Scores
/// are computed in f32 whatever the type of the value.
final class InlineSpelling implements Spelling {

    @Override
    public List<NodeProto> nodes(NodeProto node, ThinnedSite site, Additions additions) {
        Nodes nodes = new Nodes(additions.names(), site.base());
        int input = 1 - site.weightInput();
        String x = node.getInput(input);
        String mask = mask(nodes, x, site, additions);
        String zero = additions.zero(site.type());
        NodeProto.Builder product =
                node.toBuilder().setInput(input, nodes.add("Where", "kept", List.of(mask, x, zero)));
        if (site.rank() == 0) {
            return list(nodes, product.build());
        }
        String rest = nodes.add("Where", "rest", List.of(mask, zero, x));
        return sum(nodes, product, site.lowRank(nodes, additions, rest));
    }

    private static String mask(Nodes nodes, String x, ThinnedSite site, Additions additions) {
        String value = site.type() == OnnxType.F32 ? x : nodes.cast("f32", x, OnnxType.F32.number());
        String magnitude = nodes.add("Abs", "magnitude", List.of(value));
        String score = site.score().scales().length == 0
                ? magnitude
                : nodes.add("Mul", "score", List.of(magnitude, site.scales(additions, site.channelsLast())));
        return nodes.add("Greater", "mask", List.of(score, site.threshold(additions)));
    }

    /// The product with something added to it; the sum has the name that the product had.
    static List<NodeProto> sum(Nodes nodes, NodeProto.Builder product, String summand) {
        String result = product.getOutput(0);
        String partial = nodes.fresh("product");
        NodeProto changed = product.setOutput(0, partial).build();
        List<NodeProto> all = list(nodes, changed);
        Nodes last = new Nodes(nodes);
        last.give("Add", last.fresh("sum"), result, List.of(partial, summand));
        all.addAll(last.list());
        return all;
    }

    private static List<NodeProto> list(Nodes before, NodeProto node) {
        List<NodeProto> all = new ArrayList<>(before.list());
        all.add(node);
        return all;
    }
}
