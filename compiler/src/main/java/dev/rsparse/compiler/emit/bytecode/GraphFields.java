package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.runtime.tensor.Loop;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The instance fields of a graph's class.
final class GraphFields {

    private static final String TENSOR = Names.object(Names.internal(Tensor.class));
    private static final String TENSORS = "[" + TENSOR;

    private final Map<String, String> descriptors = new LinkedHashMap<>();
    private final List<String> buffers = new ArrayList<>();

    GraphFields(GraphProgram program) {
        program.constants().keySet().forEach(field -> descriptors.put(field, TENSOR));
        buffers.addAll(program.inputPlaces());
        buffers.addAll(program.buffers());
        buffers.forEach(field -> descriptors.put(field, TENSOR));
        program.loops().keySet().forEach(field -> descriptors.put(field, Names.object(Names.internal(Loop.class))));
        descriptors.put("inputPlaces", TENSORS);
        descriptors.put("outputPlaces", TENSORS);
        program.lists().forEach(list -> descriptors.put(list.name(), TENSORS));
        program.operators()
                .forEach(operator -> descriptors.put(operator.name(), Names.object(Names.internal(operator.type()))));
    }

    /// All of them with their descriptors.
    Map<String, String> descriptors() {
        return descriptors;
    }

    /// Those with tensors that values pass through.
    List<String> buffers() {
        return buffers;
    }

    String descriptor(String field) {
        return descriptors.get(field);
    }
}
