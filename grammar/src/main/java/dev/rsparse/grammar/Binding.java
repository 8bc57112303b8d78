package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// One line of a `weights` block: names for tensors of the checkpoint.
///
/// @param families the indexed scopes the names live in, the outermost first, such as `layer[i].expert[j]`
/// @param leaves the names bound, with what `{_}` stands for in each
/// @param tensor what of the checkpoint the names stand for
/// @param shape the shape it must have, when the line says so
/// @param condition when it does not hold, there is no such tensor, and the names stand for nothing
/// @param tied the binding whose tensor is used when the checkpoint lacks this one
public record Binding(
        List<Family> families,
        List<Leaf> leaves,
        Tensor tensor,
        Optional<Shape> shape,
        Optional<Expression> condition,
        Optional<Name> tied,
        Span span) {

    public Binding {
        families = List.copyOf(families);
        leaves = List.copyOf(leaves);
    }

    /// `layer[i]`.
    public record Family(Name name, Name index) {}

    /// `"h.{i}.attn.weight"`, `"a" else "b"`, `transposed "w"[0..D]`.
    ///
    /// @param transposed whether rows and columns change places
    /// @param names the tensor's name, with `{i}` and `{_}` to fill in, and others that it may have instead
    /// @param rows which rows of it, after that
    public record Tensor(boolean transposed, List<Expression.Text> names, Optional<Rows> rows, Span span) {
        public Tensor {
            names = List.copyOf(names);
        }

        /// The name that is looked for first.
        public Expression.Text name() {
            return names.getFirst();
        }
    }

    /// `[0..D]`, without the last.
    public record Rows(Expression from, Expression to) {}

    /// `[V,D]`.
    public record Shape(List<Expression> extents, Span span) {
        public Shape {
            extents = List.copyOf(extents);
        }
    }

    /// `q`, or `n1 = input_layernorm`; without a right-hand side the name itself is the filling.
    public record Leaf(Name name, Name filling) {}
}
