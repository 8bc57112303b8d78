package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.runtime.io.ElementType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// An operator and what is known of what it reads.
///
/// @param inputs by position; [Facts#NONE] for what is left out
/// @param fresh gives a symbol that nothing else stands for
record ShapeCall(Step.Apply step, List<Facts> inputs, Supplier<Extent> fresh) {

    /// What is known of input `i`.
    Facts input(int i) {
        return i < inputs.size() ? inputs.get(i) : Facts.NONE;
    }

    /// Whether the node gives input `i` at all.
    boolean has(int i) {
        return i < step.inputs().size() && step.inputs().get(i).isPresent();
    }

    Optional<List<Extent>> shape(int i) {
        return input(i).shape();
    }

    Optional<ElementType> type(int i) {
        return input(i).type();
    }

    /// Whole numbers that are an attribute in older versions of an operator and input `i` in newer ones.
    Optional<long[]> numbers(String attribute, int i) {
        if (step.attributes().values().get(attribute) instanceof long[] given) {
            return Optional.of(given);
        }
        return input(i).numbers();
    }

    long integer(String attribute, long otherwise) {
        return step.attributes().integer(attribute, otherwise);
    }

    /// Whether the node has the attribute.
    boolean says(String attribute) {
        return step.attributes().values().containsKey(attribute);
    }

    /// An axis of `rank`, counted from the last when below 0; nothing when there is none.
    static Optional<Integer> axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        return counted >= 0 && counted < rank ? Optional.of((int) counted) : Optional.empty();
    }
}
