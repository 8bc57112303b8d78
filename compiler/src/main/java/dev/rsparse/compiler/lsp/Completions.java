package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.check.Vocabulary;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.antlr.RspLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.Position;

/// What may be written at a place, as far as the blocks around it tell.
final class Completions {

    private static final String TOP = "";

    private Completions() {}

    static List<CompletionItem> of(Document document, Position position) {
        return switch (block(document.text().substring(0, Places.offset(document.text(), position)))) {
            case TOP -> words(List.of("import", "fn", "model", "policy", "target"));
            case "model" -> words(List.of("fits", "require", "dim", "param", "weights", "graph"));
            case "graph", "repeat", "fn" -> graph(document);
            case "policy" -> words(Vocabulary.policyStatements());
            case "default", "select" -> words(Vocabulary.policyProperties());
            case "tune" -> words(List.of("search", "sparsity", "split", "skip", "budget", "objective", "by"));
            case "target" -> words(Vocabulary.targetProperties());
            default -> List.of();
        };
    }

    /// The word that opened the innermost block that is open at the end of `text`.
    private static String block(String text) {
        RspLexer lexer = new RspLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        Deque<String> open = new ArrayDeque<>();
        String first = TOP;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            switch (token.getText()) {
                case "{" -> {
                    open.push(first);
                    first = TOP;
                }
                case "}" -> {
                    first = TOP;
                    if (!open.isEmpty()) {
                        open.pop();
                    }
                }
                case ";" -> first = TOP;
                default -> first = first.isEmpty() ? token.getText() : first;
            }
        }
        return open.isEmpty() ? TOP : open.peek();
    }

    private static List<CompletionItem> graph(Document document) {
        List<CompletionItem> items = new ArrayList<>(words(List.of("repeat")));
        for (Vocabulary.Word operation : Vocabulary.operations()) {
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
