package dev.rsparse.grammar;

import dev.rsparse.grammar.antlr.RspParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Collects syntax errors in plain words while the parser recovers as ANTLR does by default.
final class ErrorReporter extends DefaultErrorStrategy {

    /// Beyond this many alternatives a list of what could stand here helps nobody.
    private static final int EXPECTATIONS_WORTH_NAMING = 3;

    /// Statements end with a mark; when it is missing, that says more than what else could continue the expression.
    private static final List<String> CLOSING_MARKS = List.of("';'", "')'", "']'", "'}'");

    private static final List<String> ENDING_MARKS = List.of(";", "{", "}");

    /// A word that arrives where a name is expected, yet is no name.
    private static final Pattern KEYWORD = Pattern.compile("[a-z]+");

    private final Places places;
    private final List<SyntaxError> errors = new ArrayList<>();

    ErrorReporter(Places places) {
        this.places = places;
    }

    List<SyntaxError> errors() {
        return errors;
    }

    @Override
    protected void reportNoViableAlternative(Parser parser, NoViableAltException problem) {
        unexpected(parser, problem.getOffendingToken());
    }

    @Override
    protected void reportInputMismatch(Parser parser, InputMismatchException problem) {
        unexpected(parser, problem.getOffendingToken());
    }

    @Override
    protected void reportFailedPredicate(Parser parser, FailedPredicateException problem) {
        unexpected(parser, problem.getOffendingToken());
    }

    /// Never drops the mark that ends a statement or block: all that follows would be misread.
    @Override
    protected Token singleTokenDeletion(Parser parser) {
        boolean ends = ENDING_MARKS.contains(parser.getCurrentToken().getText());
        return ends ? null : super.singleTokenDeletion(parser);
    }

    @Override
    protected void reportUnwantedToken(Parser parser) {
        if (!inErrorRecoveryMode(parser)) {
            beginErrorCondition(parser);
            unexpected(parser, parser.getCurrentToken());
        }
    }

    @Override
    protected void reportMissingToken(Parser parser) {
        if (!inErrorRecoveryMode(parser)) {
            beginErrorCondition(parser);
            unexpected(parser, parser.getCurrentToken());
        }
    }

    private void unexpected(Parser parser, Token token) {
        switch (token.getType()) {
            case RspParser.UNTERMINATED_STRING -> unterminated("text", "'\"'", token);
            case RspParser.UNTERMINATED_COMMENT -> unterminated("comment", "'*/'", token);
            default -> missing(parser, token);
        }
    }

    private void unterminated(String what, String end, Token token) {
        Span whole = places.of(token);
        errors.add(new SyntaxError(
                SyntaxError.Kind.UNTERMINATED,
                what + " without an end: expected " + end,
                "starts here",
                new Span(whole.file(), whole.line(), whole.column(), whole.line(), whole.column() + 1)));
    }

    private void missing(Parser parser, Token token) {
        IntervalSet possible = parser.getExpectedTokens();
        if (isKeywordAsName(parser, token, possible)) {
            String message = quote(token.getText()) + " is a word of the language and cannot be a name";
            errors.add(new SyntaxError(SyntaxError.Kind.UNEXPECTED, message, "expected a name", places.of(token)));
            return;
        }
        String expected = describe(possible);
        Token before = parser.getInputStream().LT(-1);
        // A mark that is missing is missed after the last good word, which may be lines above the token that shows
        // it.
        boolean afterLast = before != null && CLOSING_MARKS.contains(expected);
        String found = token.getType() == Token.EOF ? "the end of the file" : quote(token.getText());
        String message = expected.isEmpty()
                ? "unexpected " + found
                : "expected " + expected + (before == null ? "" : " after " + quote(before.getText())) + ", found "
                        + found;
        String label = expected.isEmpty() ? "not understood here" : "expected " + expected;
        Span span = afterLast ? places.after(before) : places.of(token);
        errors.add(new SyntaxError(SyntaxError.Kind.UNEXPECTED, message, label, span));
    }

    private static boolean isKeywordAsName(Parser parser, Token token, IntervalSet possible) {
        boolean named =
                possible.size() == 1 || parser.getInputStream().LT(2).getText().equals("=");
        return possible.contains(RspParser.ID)
                && KEYWORD.matcher(token.getText()).matches()
                && named;
    }

    /// The expected tokens as a phrase; empty when there are too many to help.
    private static String describe(IntervalSet expected) {
        Set<String> names = new TreeSet<>();
        for (int type : expected.toList()) {
            names.add(display(type));
        }
        for (String mark : CLOSING_MARKS) {
            if (names.contains(mark)) {
                return mark;
            }
        }
        return names.size() > EXPECTATIONS_WORTH_NAMING ? "" : names.stream().collect(Collectors.joining(" or "));
    }

    private static String display(int type) {
        return switch (type) {
            case Token.EOF -> "the end of the file";
            case RspParser.ID -> "a name";
            case RspParser.NUMBER -> "a number";
            case RspParser.STRING -> "a text in quotes";
            default -> RspParser.VOCABULARY.getDisplayName(type);
        };
    }

    private static String quote(String text) {
        String shown = text.length() > 40 ? text.substring(0, 37) + "..." : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", " ") + "'";
    }
}
