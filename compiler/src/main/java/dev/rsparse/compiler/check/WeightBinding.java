package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.grammar.Binding;
import dev.rsparse.grammar.Name;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One name of a `weights` block.
///
/// @param leaf the name and what `{_}` stands for
/// @param line the line it is bound on
/// @param shape the shape the line declares, when it does and the shape makes sense
record WeightBinding(Binding.Leaf leaf, Binding line, Optional<List<Dim>> shape) {

    private static final String LEAF_PLACEHOLDER = "{_}";

    Name name() {
        return leaf.name();
    }

    /// `layer[3].q` for `scope` `layer[3]`, or just the name at the top.
    String path(String scope) {
        return scope.isEmpty() ? name().text() : scope + "." + name();
    }

    /// The tensor's name in the checkpoint.
    String tensor(long index) {
        String filled =
                line.tensor().value().replace(LEAF_PLACEHOLDER, leaf.filling().text());
        return line.family()
                .map(family -> filled.replace("{" + family.index() + "}", Long.toString(index)))
                .orElse(filled);
    }

    /// Matches the names this binding can make, whatever the index.
    Pattern tensorPattern() {
        String filled =
                line.tensor().value().replace(LEAF_PLACEHOLDER, leaf.filling().text());
        return Pattern.compile(line.family()
                .map(family -> String.join(
                        "\\d+",
                        splitAt(filled, "{" + family.index() + "}").stream()
                                .map(Pattern::quote)
                                .toList()))
                .orElse(Pattern.quote(filled)));
    }

    private static List<String> splitAt(String text, String separator) {
        return List.of(text.split(Pattern.quote(separator), -1));
    }
}
