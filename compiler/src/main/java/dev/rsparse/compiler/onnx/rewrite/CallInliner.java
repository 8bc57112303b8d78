package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.FunctionCalls;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.Tensors;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// ```
/// call(x, w)   ->   the nodes of the function, with values and nodes called call/…
/// ```
///
/// Only calls that lead to one of some sites are replaced: what is to be changed at one call must not
/// change at the others.
public final class CallInliner {

    private final FunctionCalls calls;
    private final Names names;
    private final Set<List<Site.Hop>> asked = new HashSet<>();
    /// Functions of which a call was replaced.
    private final List<FunctionProto> replaced = new ArrayList<>();

    private CallInliner(ModelProto model, List<Site> sites) {
        this.calls = new FunctionCalls(model);
        this.names = new Names(model);
        for (Site site : sites) {
            List<Site.Hop> hops = site.place().hops();
            for (int i = 1; i <= hops.size() && site.place().isInFunction(); i++) {
                asked.add(hops.subList(0, i));
            }
        }
    }

    /// The model without calls between its graph and some sites, and the same sites in it.
    public record Inlined(OnnxFile file, List<Site> sites) {}

    /// Replaces the calls between the graph and `sites`.
    ///
    /// @param all of the sites of the model
    /// @param sites those of them that are to be changed
    public static Inlined inline(OnnxFile file, Sites all, List<Site> sites) {
        CallInliner inliner = new CallInliner(file.model(), sites);
        if (inliner.asked.isEmpty()) {
            return new Inlined(file, sites);
        }
        ModelProto.Builder model = file.model().toBuilder();
        model.setGraph(inliner.graph(file.model().getGraph(), List.of()));
        Opsets.missing(file.model(), inliner.replaced).forEach(model::addOpsetImport);
        OnnxFile changed = new OnnxFile(file.path(), model.build());
        // Nodes run in the order in which they ran, so the sites of both models stand in the same one.
        List<Site> moved = Sites.of(changed).sites();
        return new Inlined(
                changed,
                sites.stream().map(site -> moved.get(all.sites().indexOf(site))).toList());
    }

    /// Whether a site stands in the graph or a body of it, or the functions on the way to it mean the same
    /// operators as the graph does.
    public static boolean canInline(OnnxFile file, Site site) {
        FunctionCalls calls = new FunctionCalls(file.model());
        List<NodeProto> nodes = file.model().getGraph().getNodeList();
        for (Site.Hop hop : site.place().hops()) {
            NodeProto node = nodes.get(hop.index());
            if (hop.isCall()) {
                FunctionProto function = calls.called(node).orElseThrow();
                if (!Opsets.agrees(file.model(), function)) {
                    return false;
                }
                nodes = function.getNodeList();
            } else {
                nodes = Tensors.bodies(node).get(hop.body()).getNodeList();
            }
        }
        return true;
    }

    private GraphProto graph(GraphProto graph, List<Site.Hop> hops) {
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            nodes.addAll(expanded(graph.getNode(i), hops, i));
        }
        return graph.toBuilder().clearNode().addAllNode(nodes).build();
    }

    /// A node, or those of the function that it calls.
    ///
    /// @param node with the names that it has in the new model
    /// @param index of the node in the body that `hops` leads to
    private List<NodeProto> expanded(NodeProto node, List<Site.Hop> hops, int index) {
        List<Site.Hop> call = Bodies.then(hops, new Site.Hop(index, -1));
        if (asked.contains(call)) {
            return called(node, calls.called(node).orElseThrow(), call);
        }
        return List.of(Bodies.map(node, (body, number) -> {
            List<Site.Hop> inner = Bodies.then(hops, new Site.Hop(index, number));
            return asked.contains(inner) ? graph(body, inner) : body;
        }));
    }

    private List<NodeProto> called(NodeProto call, FunctionProto function, List<Site.Hop> hops) {
        replaced.add(function);
        Renaming renaming = new Renaming(call, function, names);
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = 0; i < function.getNodeCount(); i++) {
            nodes.addAll(expanded(renaming.node(function.getNode(i)), hops, i));
        }
        nodes.addAll(renaming.passedThrough());
        return nodes;
    }
}
