package dev.rsparse.compiler.onnx.in;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.OnnxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a model asks for and cannot have, collected so that all of it is told at once.
final class Missing {

    /// How often each thing is asked for, and where first.
    private final Map<String, Place> things = new LinkedHashMap<>();

    private record Place(String first, int count) {}

    /// An operator, or a version of it, that is not in the table.
    void operator(NodeProto node, long version, String why) {
        String name = Domains.normal(node.getDomain());
        thing("operator " + Domains.text(name) + "." + node.getOpType() + " of version " + version + why, label(node));
    }

    /// Anything else.
    ///
    /// @param what as in "elements of type string"
    /// @param where as in "input x"
    void thing(String what, String where) {
        things.merge(what, new Place(where, 1), (known, _) -> new Place(known.first(), known.count() + 1));
    }

    /// How messages call a node: `Add "/layer/Add"`.
    static String label(NodeProto node) {
        String name = node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
        return Domains.operator(node) + " \"" + name + "\"";
    }

    /// @throws OnnxException naming everything, when there is anything
    void check(Path model) {
        if (things.isEmpty()) {
            return;
        }
        StringBuilder all = new StringBuilder("cannot be compiled:");
        String separator = " ";
        for (Map.Entry<String, Place> thing : things.entrySet()) {
            Place place = thing.getValue();
            all.append(separator).append(thing.getKey()).append(" (").append(place.first());
            all.append(place.count() > 1 ? " and " + (place.count() - 1) + " more)" : ")");
            separator = "; ";
        }
        throw OnnxException.of(
                model,
                Code.ONNX_OPERATORS,
                all.toString(),
                "docs/onnx.md lists the operators and types that are compiled; export the model without the others");
    }
}
