package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What exporters say of the module that a node came from.
final class Modules {

    /// torch's exporter of version 2.5 and later: `['', 'm', 'm.fc', 'linear']`, the operation last.
    private static final String SCOPES = "pkg.torch.onnx.name_scopes";

    private Modules() {}

    /// The module's name; nothing when the exporter is silent.
    static Optional<String> of(NodeProto node) {
        return node.getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(SCOPES))
                .map(StringStringEntryProto::getValue)
                .map(Modules::innermost)
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static String innermost(String scopes) {
        List<String> names = Arrays.stream(scopes.replaceAll("[\\[\\]'\"]", "").split(","))
                .map(String::strip)
                .toList();
        return names.size() < 2 ? "" : names.get(names.size() - 2);
    }
}
