package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.check.Vocabulary;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.Position;

/// What may be written at a place, as far as the blocks around it tell.
final class Completions {

    private static final List<String> TUNE =
            List.of("search", "sparsity", "split", "skip", "budget", "objective", "by");

    private Completions() {}

    static List<CompletionItem> of(Document document, Position position) {
        String before = document.text().substring(0, Places.offset(document.text(), position));
        Around around = Around.endOf(before);
        return switch (around.block()) {
            case Around.TOP -> words(List.of("import", "fn", "model", "policy", "target"));
            case "model" -> words(List.of("fits", "require", "dim", "param", "weights", "graph"));
            case "graph", "repeat", "fn" -> graph(document);
            case "policy" -> policy(around);
            case "default", "select" -> property(around, Vocabulary.policyProperties());
            case "tune" -> tune(around);
            case "target" -> target(document, around);
            default -> List.of();
        };
    }

    private static List<CompletionItem> policy(Around around) {
        return switch (around.first()) {
            case "" -> words(Vocabulary.policyStatements());
            case "select", "tune" -> selector(around);
            default -> values(around);
        };
    }

    /// What asks something of a linear: criteria where a selector begins, and what a condition knows.
    private static List<CompletionItem> selector(Around around) {
        if (around.words().contains("where")) {
            return words(Vocabulary.conditionFigures());
        }
        return around.words().size() == 1 ? words(Vocabulary.criteria()) : values(around);
    }

    private static List<CompletionItem> property(Around around, List<String> known) {
        return around.words().isEmpty() ? words(known) : values(around);
    }

    /// What may follow the last word.
    private static List<CompletionItem> values(Around around) {
        return words(Vocabulary.values(around.last()));
    }

    /// Clauses follow each other without a mark between them; in braces stands what the clause takes.
    private static List<CompletionItem> tune(Around around) {
        String clause = around.words().stream()
                .filter(TUNE::contains)
                .reduce((_, later) -> later)
                .orElse("");
        boolean chosen = List.of("in", ",").contains(around.last());
        if (clause.equals("skip")) {
            return words(around.last().equals("skip") ? List.of("in") : chosen ? Vocabulary.values("skip") : TUNE);
        }
        List<String> values = Vocabulary.values(around.last());
        return words(values.isEmpty() ? TUNE : values);
    }

    private static List<CompletionItem> target(Document document, Around around) {
        return switch (around.last()) {
            case "policy" -> names(document, Item.Policy.class::isInstance, Vocabulary.values("policy"));
            case "model" ->
                names(document, item -> item instanceof Item.Model || item instanceof Item.ImportedModel, List.of());
            default -> property(around, Vocabulary.targetProperties());
        };
    }

    /// The names of the file's items of a kind, and `others`.
    private static List<CompletionItem> names(Document document, Predicate<Item> kind, List<String> others) {
        Set<String> names = new LinkedHashSet<>();
        document.tree()
                .ifPresent(tree -> tree.items().stream()
                        .filter(kind)
                        .flatMap(item -> Declarations.name(item).stream())
                        .map(Name::text)
                        .forEach(names::add));
        names.addAll(others);
        return names.stream()
                .map(name -> item(name, CompletionItemKind.Reference))
                .toList();
    }

    private static List<CompletionItem> graph(Document document) {
        List<CompletionItem> items = new ArrayList<>(words(List.of("repeat")));
        for (Vocabulary.Word operation : Vocabulary.callable()) {
            CompletionItem item = new CompletionItem(operation.name());
            item.setKind(CompletionItemKind.Function);
            item.setDetail(operation.usage());
            item.setDocumentation(operation.summary());
            items.add(item);
        }
        Set<String> names = new LinkedHashSet<>();
        document.tree()
                .ifPresent(
                        tree -> Declarations.of(tree).stream().map(Name::text).forEach(names::add));
        // A name may hide that of an operation while the text is wrong.
        items.forEach(item -> names.remove(item.getLabel()));
        names.forEach(name -> items.add(item(name, CompletionItemKind.Variable)));
        return items;
    }

    private static List<CompletionItem> words(List<String> words) {
        return words.stream()
                .map(word -> item(word, CompletionItemKind.Keyword))
                .toList();
    }

    private static CompletionItem item(String label, CompletionItemKind kind) {
        CompletionItem item = new CompletionItem(label);
        item.setKind(kind);
        return item;
    }
}
