package dev.rsparse.compiler.lsp;

import dev.rsparse.grammar.Binding;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.ModelPart;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.Span;
import dev.rsparse.grammar.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Position;

/// Where a file gives names to things.
final class Declarations {

    private final List<Name> names = new ArrayList<>();

    private Declarations() {}

    /// The names that `file` gives, in the order of the text.
    static List<Name> of(SourceFile file) {
        Declarations declarations = new Declarations();
        file.items().forEach(declarations::item);
        return declarations.names;
    }

    /// Where the name that stands at `position` got its meaning: the last place before, or the first there is.
    static Optional<Span> find(SourceFile file, String word, Position position) {
        List<Span> found = of(file).stream()
                .filter(name -> name.text().equals(word))
                .map(Name::span)
                .toList();
        return found.stream()
                .filter(span -> span.line() < position.getLine() + 1 || Places.contains(span, position))
                .reduce((_, later) -> later)
                .or(() -> found.stream().findFirst());
    }

    /// The name that `item` gives to what it declares.
    static Optional<Name> name(Item item) {
        return switch (item) {
            case Item.Model model -> Optional.of(model.name());
            case Item.ImportedModel model -> Optional.of(model.name());
            case Item.Function function -> Optional.of(function.name());
            case Item.Policy policy -> Optional.of(policy.name());
            case Item.Import _, Item.Target _, Item.Unknown _ -> Optional.empty();
        };
    }

    private void item(Item item) {
        name(item).ifPresent(names::add);
        switch (item) {
            case Item.Model model -> {
                model.inputs().forEach(input -> names.add(input.name()));
                model.parts().forEach(this::part);
            }
            case Item.Function function -> {
                function.formals().forEach(formal -> names.add(formal.name()));
                function.body().forEach(this::statement);
            }
            case Item.ImportedModel _, Item.Policy _, Item.Import _, Item.Target _, Item.Unknown _ -> {}
        }
    }

    private void part(ModelPart part) {
        switch (part) {
            case ModelPart.Dims dims -> names.addAll(dims.names());
            case ModelPart.Parameters block -> block.parameters().forEach(parameter -> names.add(parameter.name()));
            case ModelPart.Weights weights -> weights.bindings().forEach(this::binding);
            case ModelPart.Graph graph -> graph.statements().forEach(this::statement);
            case ModelPart.Fits _, ModelPart.Require _, Item.Unknown _ -> {}
        }
    }

    private void binding(Binding binding) {
        binding.families().forEach(family -> names.add(family.name()));
        binding.leaves().forEach(leaf -> names.add(leaf.name()));
    }

    private void statement(Statement statement) {
        switch (statement) {
            case Statement.Assignment assignment -> names.addAll(assignment.names());
            case Statement.Repeat repeat -> {
                names.add(repeat.variable());
                repeat.body().forEach(this::statement);
            }
        }
    }
}
