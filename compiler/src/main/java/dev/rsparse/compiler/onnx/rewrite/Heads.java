package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.sites.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which linears give what a model says at last: the head of a language model, the classes of a picture.
/// R-Sparse leaves those dense.
public final class Heads {

    /// Operators that change each number alone, or only the shape. `Transpose` is none of them: keys and
    /// values of an attention that are outputs of a model come through it.
    private static final Set<String> FOLLOWED = Set.of(
            "Add",
            "Cast",
            "Clip",
            "Div",
            "Flatten",
            "Identity",
            "LogSoftmax",
            "Mul",
            "Reshape",
            "Sigmoid",
            "Softmax",
            "Squeeze",
            "Sub",
            "Tanh",
            "Unsqueeze");

    private final List<NodeProto> nodes;
    private final Set<String> outputs;
    private final Set<String> constants = new HashSet<>();
    private final Map<String, List<NodeProto>> readers = new HashMap<>();

    /// @param file a model that is sound
    public Heads(OnnxFile file) {
        GraphProto graph = file.model().getGraph();
        this.nodes = graph.getNodeList();
        this.outputs =
                graph.getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(constants::add);
        for (NodeProto node : nodes) {
            if (node.getOpType().equals("Constant")) {
                constants.addAll(node.getOutputList());
            }
            node.getInputList()
                    .forEach(input -> readers.computeIfAbsent(input, _ -> new ArrayList<>())
                            .add(node));
        }
    }

    /// Whether the product of a site becomes an output of the model by such operators alone, with constants
    /// as their other inputs. Never one in a body or a function.
    public boolean isHead(Site site) {
        return site.place().isInGraph()
                && reaches(nodes.get(site.place().index()).getOutput(0), new HashSet<>());
    }

    private boolean reaches(String value, Set<String> seen) {
        if (outputs.contains(value)) {
            return true;
        }
        return seen.add(value)
                && readers.getOrDefault(value, List.of()).stream()
                        .filter(node -> isFollowed(node, value))
                        .anyMatch(node -> reaches(node.getOutput(0), seen));
    }

    private boolean isFollowed(NodeProto node, String value) {
        return Domains.normal(node.getDomain()).isEmpty()
                && FOLLOWED.contains(node.getOpType())
                && node.getInputList().stream()
                        .allMatch(input -> input.isEmpty() || input.equals(value) || constants.contains(input));
    }
}
