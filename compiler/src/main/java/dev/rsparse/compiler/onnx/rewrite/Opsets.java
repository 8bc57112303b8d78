package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.onnx.Domains;
import java.util.ArrayList;
import java.util.Collection;
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

    /// The same for a function.
    static long standard(FunctionProto function) {
        return versions(function.getOpsetImportList()).getOrDefault("", 1L);
    }

    /// Whether a function means the same operators as the graph does, so that its nodes can stand there.
    /// Where the graph does not import a domain, the first function that does says what it means.
    static boolean agrees(ModelProto model, FunctionProto function) {
        Map<String, Long> known = known(model);
        return versions(function.getOpsetImportList()).entrySet().stream()
                .allMatch(one -> known.get(one.getKey()).equals(one.getValue()));
    }

    private static Map<String, Long> known(ModelProto model) {
        Map<String, Long> known = versions(model.getOpsetImportList());
        model.getFunctionsList()
                .forEach(function -> versions(function.getOpsetImportList()).forEach(known::putIfAbsent));
        return known;
    }

    /// What functions import and the graph does not.
    ///
    /// @param functions that agree with the model
    static List<OperatorSetIdProto> missing(ModelProto model, Collection<FunctionProto> functions) {
        Map<String, Long> missing = new TreeMap<>();
        functions.forEach(function -> missing.putAll(versions(function.getOpsetImportList())));
        missing.keySet().removeAll(versions(model.getOpsetImportList()).keySet());
        List<OperatorSetIdProto> imports = new ArrayList<>();
        missing.forEach((domain, version) -> imports.add(OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build()));
        return imports;
    }
}
