package dev.rsparse.grammar.format;

import dev.rsparse.grammar.antlr.RspLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.Token;

/// Between which lexemes of one line a blank stands. Words and operators have blanks around them; below are the marks
/// that have not. No rule may join two tokens into another one.
final class Spacing {

    private static final List<String> SAFE = List.of("(", ")", "[", "]", "{", "}", ",", ";");

    /// More tokens than this do not make another one unless fewer do: a number is three at most.
    private static final int LONGEST_JOIN = 4;

    private final List<Lexeme> lexemes;
    private final Braces braces;
    private final int[] bracket;
    private final boolean[] spaced;
    private final Map<List<String>, Boolean> keptApart = new HashMap<>();

    Spacing(List<Lexeme> lexemes, Braces braces) {
        this.lexemes = lexemes;
        this.braces = braces;
        this.bracket = brackets(lexemes);
        this.spaced = new boolean[lexemes.size()];
        decide();
    }

    /// Whether a blank stands before the lexeme at `index` when it is not the first of its line.
    boolean before(int index) {
        return spaced[index];
    }

    /// How many brackets and list braces are open before the lexeme at `index`.
    int depth(int index) {
        int depth = 0;
        int at = bracket[index];
        while (at >= 0 && !(lexemes.get(at).is("{") && braces.isBlock(at))) {
            depth++;
            at = bracket[at];
        }
        return depth;
    }

    /// Whether the lexeme at `index` stands between two operands.
    boolean isInfix(int index) {
        return index > 0 && lexemes.get(index).isOneOf("+", "-", "*", "/") && endsOperand(index - 1);
    }

    /// The innermost bracket that is open before each lexeme, or -1.
    private static int[] brackets(List<Lexeme> lexemes) {
        int[] brackets = new int[lexemes.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < brackets.length; i++) {
            if (lexemes.get(i).isOneOf(")", "]", "}") && !open.isEmpty()) {
                open.pop();
            }
            brackets[i] = open.isEmpty() ? -1 : open.peek();
            if (lexemes.get(i).isOneOf("(", "[", "{")) {
                open.push(i);
            }
        }
        return brackets;
    }

    private void decide() {
        List<String> run = new ArrayList<>();
        for (int i = 1; i < spaced.length; i++) {
            String before = lexemes.get(i - 1).text();
            String text = lexemes.get(i).text();
            if (SAFE.contains(before) || SAFE.contains(text)) {
                spaced[i] = isSpaced(i);
                run.clear();
                continue;
            }
            if (run.isEmpty()) {
                run.add(before);
            }
            run.add(text);
            spaced[i] = isSpaced(i) || !keptApart.computeIfAbsent(List.copyOf(run), Spacing::staysApart);
            if (spaced[i]) {
                run.clear();
            } else if (run.size() == LONGEST_JOIN) {
                run.removeFirst();
            }
        }
    }

    /// Whether the lexer finds the same tokens when nothing stands between them.
    private static boolean staysApart(List<String> run) {
        List<String> found = LexemeReader.tokens(String.join("", run)).stream()
                .filter(token -> token.getType() != Token.EOF)
                .map(Token::getText)
                .toList();
        return found.equals(run);
    }

    private boolean isSpaced(int index) {
        Lexeme before = lexemes.get(index - 1);
        Lexeme lexeme = lexemes.get(index);
        if (lexeme.isOneOf(";", ",", ")", "]", ".", "..", "%") || before.isOneOf("(", "[", ".", "..", "@")) {
            return false;
        }
        if (before.is("{")) {
            return braces.isBlock(index - 1);
        }
        if (before.is(",")) {
            return isSpacedList(bracket[index - 1]);
        }
        if (before.is("-") && !isInfix(index - 1)) {
            return false;
        }
        return switch (lexeme.text()) {
            case "}" -> braces.isBlock(index);
            case ":" -> !isField(index - 1);
            case "(" -> before.type() != RspLexer.ID && !before.isOneOf(")", "]");
            case "[" -> !endsOperand(index - 1) && !before.is("*");
            default -> true;
        };
    }

    /// Whether the lexeme at `index` is a name of a signature, `(ids: i32[T])`; behind other things a colon has blanks.
    private boolean isField(int index) {
        return index > 0
                && lexemes.get(index).type() == RspLexer.ID
                && lexemes.get(index - 1).isOneOf("(", ",");
    }

    /// Shapes and lists of names are dense: `[V,D]`, `{q,k,v}`; an argument is not: `strides = [2, 1]`.
    private boolean isSpacedList(int open) {
        if (open < 0 || !lexemes.get(open).is("{")) {
            return open < 0
                    || !lexemes.get(open).is("[")
                    || lexemes.get(open - 1).isOneOf("=", "(", ",");
        }
        boolean names = IntStream.range(open + 1, braces.partner(open))
                .allMatch(i -> (i - open) % 2 == 1
                        ? lexemes.get(i).type() == RspLexer.ID
                        : lexemes.get(i).is(","));
        return !names || open > 0 && lexemes.get(open - 1).is("in");
    }

    private boolean endsOperand(int index) {
        Lexeme lexeme = lexemes.get(index);
        return switch (lexeme.type()) {
            case RspLexer.ID, RspLexer.NUMBER, RspLexer.STRING -> true;
            default -> lexeme.isOneOf(")", "]", "}", "%");
        };
    }
}
