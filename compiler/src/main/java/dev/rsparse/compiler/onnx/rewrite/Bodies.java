package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.sites.Site;
import java.util.ArrayList;
import java.util.List;

/// The bodies that nodes hold, by their numbers in [Site.Hop].
final class Bodies {

    @FunctionalInterface
    interface Change {
        GraphProto apply(GraphProto body, int number);
    }

    private Bodies() {}

    /// A way and one step more.
    static List<Site.Hop> then(List<Site.Hop> hops, Site.Hop next) {
        List<Site.Hop> more = new ArrayList<>(hops);
        more.add(next);
        return List.copyOf(more);
    }

    /// The node with other bodies; itself when it has none.
    static NodeProto map(NodeProto node, Change change) {
        NodeProto.Builder changed = node.toBuilder();
        int number = 0;
        for (int i = 0; i < node.getAttributeCount(); i++) {
            AttributeProto.Builder attribute = node.getAttribute(i).toBuilder();
            if (attribute.hasG()) {
                attribute.setG(change.apply(attribute.getG(), number++));
            }
            for (int j = 0; j < attribute.getGraphsCount(); j++) {
                attribute.setGraphs(j, change.apply(attribute.getGraphs(j), number++));
            }
            changed.setAttribute(i, attribute);
        }
        return number == 0 ? node : changed.build();
    }
}
