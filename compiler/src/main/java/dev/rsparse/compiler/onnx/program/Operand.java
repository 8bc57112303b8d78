package dev.rsparse.compiler.onnx.program;

import java.util.List;

/// What a call of a graph program is given.
public sealed interface Operand {

    /// A field of the emitted class that holds a tensor.
    record Place(String name) implements Operand {}

    /// A field of the emitted class that holds an array of tensors.
    record Places(String name) implements Operand {}

    /// What stands for an input or output that a node leaves out.
    record Absent() implements Operand {}

    /// A number.
    record Number(int value) implements Operand {}

    /// The tensors of [Places], in their order.
    record PlaceList(String name, List<Operand> elements) {
        public PlaceList {
            elements = List.copyOf(elements);
        }
    }
}
