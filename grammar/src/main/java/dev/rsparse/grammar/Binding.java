package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// One line of a `weights` block: names for tensors of the checkpoint.
///
/// @param family the indexed scope the names live in, such as `layer[i]`
/// @param leaves the names bound, with what `{_}` stands for in each
/// @param tensor the tensor's name, with `{i}` and `{_}` to fill in
/// @param shape the shape it must have, when the line says so
/// @param tied the binding whose tensor is used when the checkpoint lacks this one
public record Binding(
        Optional<Family> family,
        List<Leaf> leaves,
        Expression.Text tensor,
        Optional<Shape> shape,
        Optional<Name> tied,
        Span span) {

    public Binding {
        leaves = List.copyOf(leaves);
    }

    /// `layer[i]`.
    public record Family(Name name, Name index) {}

    /// `[V,D]`.
    public record Shape(List<Expression> extents, Span span) {
        public Shape {
            extents = List.copyOf(extents);
        }
    }

    /// `q`, or `n1 = input_layernorm`; without a right-hand side the name itself is the filling.
    public record Leaf(Name name, Name filling) {}
}
