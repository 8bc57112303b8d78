package dev.rsparse.compiler.lsp;

import dev.rsparse.grammar.antlr.RspLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/// What stands before a place of a text that need not parse.
///
/// @param block the word that opened the innermost block around; empty at the top of the file
/// @param words the words and marks of the statement so far, without the word that the place is at the end of
record Around(String block, List<String> words) {

    static final String TOP = "";

    Around {
        words = List.copyOf(words);
    }

    /// What stands before the end of `text`.
    static Around endOf(String text) {
        Deque<List<String>> open = new ArrayDeque<>();
        List<String> words = new ArrayList<>();
        List<? extends Token> tokens = tokens(text);
        for (Token token : tokens) {
            switch (token.getText()) {
                case "{" -> {
                    // A list stays part of its statement, such as layer[*].{q,k} or split in {1.0, 0.9}.
                    boolean list = !words.isEmpty() && List.of(".", "in").contains(words.getLast());
                    open.push(list ? List.of() : words);
                    words = list ? words : new ArrayList<>();
                }
                case "}" -> {
                    if (open.isEmpty() || !open.pop().isEmpty()) {
                        words = new ArrayList<>();
                    }
                }
                case ";" -> words = new ArrayList<>();
                default -> words.add(token.getText());
            }
        }
        boolean inWord = !words.isEmpty()
                && Character.isJavaIdentifierPart(text.charAt(text.length() - 1))
                && tokens.getLast().getStopIndex() + 1 == text.codePointCount(0, text.length());
        if (inWord) {
            words.removeLast();
        }
        return new Around(
                open.stream()
                        .filter(opening -> !opening.isEmpty())
                        .findFirst()
                        .map(List::getFirst)
                        .orElse(TOP),
                words);
    }

    private static List<? extends Token> tokens(String text) {
        RspLexer lexer = new RspLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        return lexer.getAllTokens();
    }

    /// The word that the statement begins with; empty where it has none yet.
    String first() {
        return words.isEmpty() ? "" : words.getFirst();
    }

    /// The word or mark right before the place; empty where the statement has none yet.
    String last() {
        return words.isEmpty() ? "" : words.getLast();
    }
}
