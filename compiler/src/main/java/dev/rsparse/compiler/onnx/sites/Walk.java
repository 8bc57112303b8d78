package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.FunctionCalls;
import dev.rsparse.compiler.onnx.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// model → all operators that run, in the order of the file: bodies behind the node that holds them, and
/// functions at each of their calls. Ours is taken for an operator: what is in it is no linear of the
/// model.
final class Walk {

    /// An operator at a place where it runs.
    ///
    /// @param index of the node in its scope
    record Step(Scope scope, NodeProto node, int index) {

        String path() {
            return scope.path(node);
        }

        /// The operator, with its domain unless that is ONNX itself.
        String operator() {
            return Domains.operator(node);
        }

        /// The name of an input; empty when it is left out.
        String input(int index) {
            return index < node.getInputCount() ? node.getInput(index) : "";
        }

        /// For messages: `Mul at /node`.
        String text() {
            return Walk.text(scope, node);
        }
    }

    private final FunctionCalls calls;
    private final List<Scope> scopes = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    /// @param model one that is sound
    Walk(ModelProto model) {
        this.calls = new FunctionCalls(model);
        visit(Scope.of(model.getGraph(), Optional.empty(), "", List.of()));
    }

    /// A node for messages: `Mul at /node`.
    static String text(Scope scope, NodeProto node) {
        return Domains.operator(node) + " at " + scope.path(node);
    }

    /// The first is the graph itself.
    List<Scope> scopes() {
        return scopes;
    }

    /// Calls of functions are not among them, their nodes are.
    List<Step> steps() {
        return steps;
    }

    private void visit(Scope scope) {
        scopes.add(scope);
        for (int index = 0; index < scope.nodes().size(); index++) {
            NodeProto node = scope.nodes().get(index);
            String path = scope.path(node) + "/";
            Optional<FunctionProto> function =
                    calls.called(node).filter(found -> !found.getDomain().equals(Domains.OURS));
            if (function.isPresent()) {
                visit(Scope.of(function.get(), scope, node, path, scope.hops(Site.Hop.call(index))));
                continue;
            }
            steps.add(new Step(scope, node, index));
            List<GraphProto> bodies = Tensors.bodies(node);
            for (int i = 0; i < bodies.size(); i++) {
                visit(Scope.of(
                        bodies.get(i),
                        Optional.of(scope),
                        path + name(node, i) + "/",
                        scope.hops(Site.Hop.body(index, i))));
            }
        }
    }

    /// What the attribute of a body is called: `then_branch`, `body`.
    private static String name(NodeProto node, int body) {
        List<String> names = node.getAttributeList().stream()
                .flatMap(attribute -> java.util.stream.Stream.concat(
                        attribute.hasG()
                                ? java.util.stream.Stream.of(attribute.getName())
                                : java.util.stream.Stream.of(),
                        attribute.getGraphsList().stream().map(graph -> attribute.getName() + graph.getName())))
                .toList();
        return names.get(body);
    }
}
