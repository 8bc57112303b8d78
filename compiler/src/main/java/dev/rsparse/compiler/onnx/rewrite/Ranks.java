package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Tensors;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// How many axes values have, as far as a model says it.
final class Ranks {

    private static final int DIFFERENT = -1;

    private final Map<String, Integer> ranks = new HashMap<>();

    Ranks(ModelProto model) {
        Tensors.graphs(model).forEach(graph -> {
            graph.getInputList().forEach(this::add);
            graph.getValueInfoList().forEach(this::add);
            graph.getOutputList().forEach(this::add);
        });
    }

    private void add(ValueInfoProto info) {
        if (info.getType().getTensorType().hasShape()) {
            int rank = info.getType().getTensorType().getShape().getDimCount();
            // Values of different bodies may have the same name.
            ranks.merge(info.getName(), rank, (one, other) -> one.equals(other) ? one : DIFFERENT);
        }
    }

    OptionalInt of(String value) {
        int rank = ranks.getOrDefault(value, DIFFERENT);
        return rank == DIFFERENT ? OptionalInt.empty() : OptionalInt.of(rank);
    }
}
