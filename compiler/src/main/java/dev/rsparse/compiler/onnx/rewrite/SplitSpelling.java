package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/// ```
/// y = x w   ->   y = x (w - V U) + x V U
/// ```
///
/// Exact up to rounding: what comes out tells whether nodes and tensors are where they belong. A linear
/// without a low-rank product stays as it is.
final class SplitSpelling implements Spelling {

    @Override
    public List<NodeProto> nodes(NodeProto node, ThinnedSite site, Additions additions) {
        if (site.rank() == 0) {
            return List.of(node);
        }
        Nodes nodes = new Nodes(additions.names(), site.base());
        String lowRank = site.lowRank(nodes, additions, node.getInput(1 - site.weightInput()));
        String residual = additions.add(site.factors().residual(nodes.fresh("residual")));
        return InlineSpelling.sum(nodes, node.toBuilder().setInput(site.weightInput(), residual), lowRank);
    }
}
