package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Weight;

/// What nodes are called: `layer3/q` for the linear of `layer[3].q`, `layer3/h` for what the source names `h`
/// there.
final class Labels {

    private Labels() {}

    static String of(Node node) {
        return switch (node) {
            case Node.Linear linear -> of(linear.weight());
            case Node.SparseLowRankLinear linear -> of(linear.weight());
            default -> {
                String scope = path(node.at().scope());
                yield (scope.isEmpty() ? "" : scope + "/") + node.output().name();
            }
        };
    }

    static String of(Weight weight) {
        return path(weight.path());
    }

    private static String path(String path) {
        return path.replace("[", "").replace("]", "").replace('.', '/');
    }
}
