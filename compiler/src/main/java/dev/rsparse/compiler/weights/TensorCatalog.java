package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import java.util.List;
import java.util.Optional;

/// Names, types and shapes of a checkpoint's tensors, known from its headers alone: no weight is read.
public interface TensorCatalog {

    /// The type of the tensor called `name`, if the checkpoint has it.
    Optional<TensorType> find(String name);

    /// All names, sorted.
    List<String> names();

    /// The type of the tensor that a binding names.
    ///
    /// @param declared the shape that the binding gives, if it does
    /// @param optional whether the binding has something else in its place
    default Optional<TensorType> bind(String name, Optional<List<Dim>> declared, boolean optional) {
        return find(name);
    }

    /// Whether views of tensors are tensors of their own here, which are bound by their own names.
    default boolean makesViews() {
        return false;
    }

    /// What to tell a user of whom tensor `name` was expected.
    default String missing(String name) {
        return "the checkpoint has no tensor " + name;
    }

    /// What the user can do then, where the nearest names are of no help.
    default Optional<String> remedy() {
        return Optional.empty();
    }
}
