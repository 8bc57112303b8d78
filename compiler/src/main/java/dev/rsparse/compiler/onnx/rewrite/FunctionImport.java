package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;

/// a model → the same in a version of the format that has functions, with the domain of ours.
final class FunctionImport {

    private FunctionImport() {}

    static ModelProto into(ModelProto model, List<FunctionProto> functions) {
        ModelProto.Builder changed = Initializers.raised(model, SparseFunction.IR_VERSION).toBuilder();
        changed.addAllFunctions(functions);
        boolean imported = model.getOpsetImportList().stream()
                .anyMatch(one -> one.getDomain().equals(SparseFunction.DOMAIN));
        if (!imported) {
            changed.addOpsetImport(OperatorSetIdProto.newBuilder()
                    .setDomain(SparseFunction.DOMAIN)
                    .setVersion(SparseFunction.VERSION));
        }
        return changed.build();
    }
}
