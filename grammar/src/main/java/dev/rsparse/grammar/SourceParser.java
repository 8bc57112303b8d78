package dev.rsparse.grammar;

import dev.rsparse.grammar.antlr.RspLexer;
import dev.rsparse.grammar.antlr.RspParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;

/// Reads the text of a `.rsp` file.
public final class SourceParser {

    private SourceParser() {}

    /// Parses `text`; `fileName` is what the spans and messages call it. Never throws on any text.
    public static ParseResult parse(String fileName, String text) {
        Places places = new Places(fileName, text);
        RspLexer lexer = new RspLexer(CharStreams.fromString(text, fileName));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        Optional<SyntaxError> tooDeep = NestingLimit.check(tokens.getTokens(), places);
        if (tooDeep.isPresent()) {
            return new ParseResult(Optional.empty(), List.of(tooDeep.get()));
        }
        RspParser parser = new RspParser(tokens);
        parser.removeErrorListeners();
        ErrorReporter reporter = new ErrorReporter(places);
        parser.setErrorHandler(reporter);
        RspParser.FileContext file = parser.file();
        return reporter.errors().isEmpty()
                ? new ParseResult(Optional.of(new TreeBuilder(places).file(file)), List.of())
                : new ParseResult(Optional.empty(), reporter.errors());
    }
}
