package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.TensorType;
import java.util.List;
import java.util.Optional;

/// Names, types and shapes of a checkpoint's tensors, known from its headers alone: no weight is read.
public interface TensorCatalog {

    /// The type of the tensor called `name`, if the checkpoint has it.
    Optional<TensorType> find(String name);

    /// All names, sorted.
    List<String> names();
}
