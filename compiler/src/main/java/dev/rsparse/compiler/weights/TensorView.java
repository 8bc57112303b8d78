package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A tensor of a checkpoint, turned over, in part or in another type, as a model wants it.
///
/// @param tensor its name in the checkpoint
/// @param transposed whether rows and columns change places
/// @param rows which rows are meant, after that; empty for all
/// @param casts the types that elements are rounded to, one after the other
public record TensorView(String tensor, boolean transposed, Optional<Rows> rows, List<DType> casts) {

    /// Rows `from..to`, without the last.
    public record Rows(long from, long to) {}

    public TensorView {
        casts = List.copyOf(casts);
    }

    /// The tensor as it is stored.
    public static TensorView whole(String tensor) {
        return new TensorView(tensor, false, Optional.empty(), List.of());
    }

    /// Whether it is the tensor as it is stored.
    public boolean isWhole() {
        return !transposed && rows.isEmpty() && casts.isEmpty();
    }

    /// The same with its elements rounded to `type`.
    public TensorView as(DType type) {
        List<DType> more = new ArrayList<>(casts);
        more.add(type);
        return new TensorView(tensor, transposed, rows, more);
    }

    /// The name of what is seen, which no other view of any tensor has: `w^T[0..64]`, `w as bf16`.
    public String name() {
        return tensor
                + (transposed ? "^T" : "")
                + rows.map(part -> "[" + part.from() + ".." + part.to() + "]").orElse("")
                + casts.stream().map(type -> " as " + type.text()).collect(Collectors.joining());
    }

    /// What is seen of a tensor of type `stored`; nothing when it has no such rows, or cannot be turned over.
    public Optional<TensorType> type(TensorType stored) {
        if (transposed && stored.rank() != 2 || stored.rank() == 0) {
            return Optional.empty();
        }
        List<Dim> shape = new ArrayList<>(stored.shape());
        if (transposed) {
            Collections.reverse(shape);
        }
        if (rows.isPresent()) {
            if (rows.get().to() > ((Dim.Fixed) shape.getFirst()).size()) {
                return Optional.empty();
            }
            shape.set(0, new Dim.Fixed(rows.get().to() - rows.get().from()));
        }
        return Optional.of(new TensorType(casts.isEmpty() ? stored.dtype() : casts.getLast(), shape));
    }

    @Override
    public String toString() {
        return (transposed ? "transposed " : "")
                + rows.map(part -> "rows " + part.from() + ".." + part.to()).orElse("");
    }
}
