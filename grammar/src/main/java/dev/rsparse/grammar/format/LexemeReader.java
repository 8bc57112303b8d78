package dev.rsparse.grammar.format;

import dev.rsparse.grammar.antlr.RspLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/// Text → lexemes. Comments are found in the gaps between tokens, which hold nothing else but blanks.
final class LexemeReader {

    private final String text;
    private final List<Lexeme> lexemes = new ArrayList<>();

    /// A gap between two tokens.
    ///
    /// @param trailing comments that start in the line of the token before it
    /// @param leading the others
    /// @param blankBefore whether an empty line ends it
    private record Gap(List<Lexeme.Comment> trailing, List<Lexeme.Comment> leading, boolean blankBefore) {}

    private LexemeReader(String text) {
        this.text = text;
    }

    /// The lexemes of `text`, whose lines end in `\n`; the last one is the end of the file, with an empty text.
    static List<Lexeme> read(String text) {
        LexemeReader reader = new LexemeReader(text);
        int end = 0;
        int codePoints = 0;
        for (Token token : tokens(text)) {
            boolean last = token.getType() == Token.EOF;
            String written = last ? "" : token.getText();
            // Tokens count code points, strings UTF-16 units.
            int start = last ? text.length() : text.offsetByCodePoints(end, token.getStartIndex() - codePoints);
            reader.add(token, written, reader.gap(end, start));
            end = start + written.length();
            codePoints = token.getStopIndex() + 1;
        }
        return reader.lexemes;
    }

    /// Tokens as the lexer gives them, the end of the file last.
    static List<? extends Token> tokens(String text) {
        RspLexer lexer = new RspLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.nextToken();
            if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                tokens.add(token);
            }
        } while (token.getType() != Token.EOF);
        return tokens;
    }

    private void add(Token token, String written, Gap gap) {
        List<Lexeme.Comment> leading = gap.leading();
        if (lexemes.isEmpty()) {
            leading = new ArrayList<>(gap.trailing());
            leading.addAll(gap.leading());
        } else if (!gap.trailing().isEmpty()) {
            lexemes.set(lexemes.size() - 1, lexemes.getLast().withTrailing(gap.trailing()));
        }
        lexemes.add(new Lexeme(written, token.getType(), token.getLine(), gap.blankBefore(), leading, List.of()));
    }

    private Gap gap(int from, int to) {
        List<Lexeme.Comment> trailing = new ArrayList<>();
        List<Lexeme.Comment> leading = new ArrayList<>();
        int newlines = 0;
        int at = from;
        while (at < to) {
            if (text.charAt(at) != '/') {
                newlines += text.charAt(at) == '\n' ? 1 : 0;
                at++;
                continue;
            }
            int end = text.startsWith("//", at) ? lineEnd(at) : text.indexOf("*/", at + 2) + 2;
            boolean sameLine = newlines == 0 && leading.isEmpty();
            (sameLine ? trailing : leading).add(new Lexeme.Comment(stripped(text.substring(at, end)), newlines > 1));
            newlines = 0;
            at = end;
        }
        return new Gap(trailing, leading, newlines > 1);
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static String stripped(String comment) {
        return comment.replaceAll("[ \t]+(?=\n|$)", "");
    }
}
