package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.weights.TensorView;
import dev.rsparse.grammar.Binding;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Name;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One name of a `weights` block.
///
/// @param leaf the name and what `{_}` stands for
/// @param line the line it is bound on
/// @param shape the shape the line declares, when it does and the shape makes sense
/// @param rows the rows of the tensor that are meant, when not all
/// @param bound whether the line's condition holds, if it has one
record WeightBinding(
        Binding.Leaf leaf, Binding line, Optional<List<Dim>> shape, Optional<TensorView.Rows> rows, boolean bound) {

    private static final String LEAF_PLACEHOLDER = "{_}";

    Name name() {
        return leaf.name();
    }

    /// `layer[3].q` for `scope` `layer[3]`, or just the name at the top.
    String path(String scope) {
        return scope.isEmpty() ? name().text() : scope + "." + name();
    }

    /// The names that the tensor may have in the checkpoint, the first one first.
    ///
    /// @param indices of the scopes it lives in, the outermost first; more are of scopes inside those
    List<String> tensors(List<Long> indices) {
        return line.tensor().names().stream().map(name -> tensor(name, indices)).toList();
    }

    private String tensor(Expression.Text name, List<Long> indices) {
        String filled = name.value().replace(LEAF_PLACEHOLDER, leaf.filling().text());
        for (int i = 0; i < depth(); i++) {
            filled = filled.replace(placeholder(line.families().get(i)), Long.toString(indices.get(i)));
        }
        return filled;
    }

    /// How many indexed scopes it lives in.
    int depth() {
        return line.families().size();
    }

    private static String placeholder(Binding.Family family) {
        return "{" + family.index() + "}";
    }

    /// How the tensor of that name is looked at.
    TensorView view(String tensor) {
        return new TensorView(tensor, line.tensor().transposed(), rows, List.of());
    }

    /// Match the names this binding can make, whatever the index.
    List<Pattern> tensorPatterns() {
        return line.tensor().names().stream().map(this::tensorPattern).toList();
    }

    private Pattern tensorPattern(Expression.Text name) {
        String filled = name.value().replace(LEAF_PLACEHOLDER, leaf.filling().text());
        String pattern = Pattern.quote(filled);
        for (Binding.Family family : line.families()) {
            // Ends the quotation, and begins another one behind the number.
            pattern = pattern.replace(placeholder(family), "\\E\\d+\\Q");
        }
        return Pattern.compile(pattern);
    }
}
