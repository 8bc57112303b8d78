package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/// a node that is a linear → the nodes that stand in its place.
@FunctionalInterface
interface Spelling {

    /// The nodes, in an order in which they can run. One of them gives what the node gave.
    List<NodeProto> nodes(NodeProto node, ThinnedSite site, Additions additions);
}
