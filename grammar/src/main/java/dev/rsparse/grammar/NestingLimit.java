package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/// Refuses text whose tree would be deeper than the recursive stages after the lexer can walk.
///
/// Brackets nest, and so does a chain of operators: each makes the tree one level deeper.
final class NestingLimit {

    static final int BRACKETS = 200;
    static final int OPERATORS = 500;

    private NestingLimit() {}

    static Optional<SyntaxError> check(List<Token> tokens, Places places) {
        int depth = 0;
        int operators = 0;
        for (Token token : tokens) {
            switch (token.getText()) {
                case "(", "[" -> depth++;
                case "{" -> {
                    depth++;
                    operators = 0;
                }
                case ")", "]" -> depth = Math.max(0, depth - 1);
                case "}" -> {
                    depth = Math.max(0, depth - 1);
                    operators = 0;
                }
                case ";" -> operators = 0;
                case "+", "-", "*", "/", "?", "else", "not", "and", "or" -> operators++;
                default -> {}
            }
            if (depth > BRACKETS) {
                return tooDeep("brackets nest deeper than " + BRACKETS, token, places);
            }
            if (operators > OPERATORS) {
                return tooDeep("more than " + OPERATORS + " operators in one statement", token, places);
            }
        }
        return Optional.empty();
    }

    private static Optional<SyntaxError> tooDeep(String message, Token token, Places places) {
        return Optional.of(new SyntaxError(SyntaxError.Kind.TOO_DEEP, message, "too deep from here", places.of(token)));
    }
}
