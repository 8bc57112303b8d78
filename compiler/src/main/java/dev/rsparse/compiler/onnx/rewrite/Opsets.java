package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.onnx.Domains;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The operator sets that a model and its functions are written in.
final class Opsets {

    private Opsets() {}

    private static Map<String, Long> versions(List<OperatorSetIdProto> imports) {
        Map<String, Long> versions = new TreeMap<>();
        imports.forEach(one -> versions.merge(Domains.normal(one.getDomain()), one.getVersion(), Math::max));
        return versions;
    }

    /// The version of ONNX's own operators; 1 when the model names none.
    static long standard(ModelProto model) {
        return versions(model.getOpsetImportList()).getOrDefault("", 1L);
    }

    /// Whether all functions mean the same operators as the graph does, so that their nodes can stand in it.
    static boolean agree(ModelProto model) {
        Map<String, Long> versions = versions(model.getOpsetImportList());
        return model.getFunctionsList().stream()
                .map(FunctionProto::getOpsetImportList)
                .flatMap(imports -> versions(imports).entrySet().stream())
                .allMatch(one ->
                        versions.getOrDefault(one.getKey(), one.getValue()).equals(one.getValue()));
    }

    /// What functions import and the model does not.
    static List<OperatorSetIdProto> missing(ModelProto model) {
        Map<String, Long> known = versions(model.getOpsetImportList());
        List<OperatorSetIdProto> missing = new ArrayList<>();
        model.getFunctionsList()
                .forEach(function -> versions(function.getOpsetImportList()).forEach((domain, version) -> {
                    if (known.putIfAbsent(domain, version) == null) {
                        missing.add(OperatorSetIdProto.newBuilder()
                                .setDomain(domain)
                                .setVersion(version)
                                .build());
                    }
                }));
        return missing;
    }
}
