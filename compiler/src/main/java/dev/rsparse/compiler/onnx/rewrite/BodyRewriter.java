package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.sites.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// a model, and nodes of its graph and bodies → the model with other nodes in their places.
final class BodyRewriter {

    private final Map<List<Site.Hop>, Map<Integer, ThinnedSite>> sites = new HashMap<>();
    /// Ways into bodies that hold a site, or a body that does.
    private final Set<List<Site.Hop>> ways = new HashSet<>();
    private final Spelling spelling;
    private final Additions additions;

    BodyRewriter(Map<Site.Place, ThinnedSite> places, Spelling spelling, Additions additions) {
        this.spelling = spelling;
        this.additions = additions;
        places.forEach((place, site) -> {
            sites.computeIfAbsent(place.hops(), _ -> new HashMap<>()).put(place.index(), site);
            for (int i = 0; i <= place.hops().size(); i++) {
                ways.add(place.hops().subList(0, i));
            }
        });
    }

    ModelProto model(ModelProto model) {
        return ways.isEmpty()
                ? model
                : model.toBuilder().setGraph(graph(model.getGraph(), List.of())).build();
    }

    private GraphProto graph(GraphProto graph, List<Site.Hop> hops) {
        Map<Integer, ThinnedSite> here = sites.getOrDefault(hops, Map.of());
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            int index = i;
            NodeProto node = Bodies.map(graph.getNode(i), (body, number) -> {
                List<Site.Hop> inner = Bodies.then(hops, new Site.Hop(index, number));
                return ways.contains(inner) ? graph(body, inner) : body;
            });
            ThinnedSite site = here.get(i);
            nodes.addAll(site == null ? List.of(node) : spelling.nodes(node, site, additions));
        }
        return graph.toBuilder().clearNode().addAllNode(nodes).build();
    }
}
