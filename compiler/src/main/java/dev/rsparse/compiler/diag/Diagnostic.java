package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;
import dev.rsparse.grammar.SyntaxError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One problem in what the user gave.
///
/// @param code says which kind of problem; stable across versions
/// @param message what is wrong here, in one line
/// @param primary where; a span with line 0 stands for the file as a whole, [Span#NONE] for no file at all
/// @param secondary other places that explain it
/// @param help what to do about it
/// @param replacements what to write instead, for tools that can do so
public record Diagnostic(
        Code code,
        String message,
        Label primary,
        List<Label> secondary,
        Optional<String> help,
        List<Replacement> replacements) {

    /// Text that may stand at a place instead of what stands there.
    public record Replacement(Span span, String text) {}

    public Diagnostic {
        secondary = List.copyOf(secondary);
        replacements = List.copyOf(replacements);
    }

    /// A problem at a place in source text.
    public static Diagnostic at(Span span, Code code, String message, String label) {
        return new Diagnostic(code, message, new Label(span, label), List.of(), Optional.empty(), List.of());
    }

    /// What the parser did not understand.
    public static Diagnostic of(SyntaxError error) {
        Code code = switch (error.kind()) {
            case UNEXPECTED -> Code.SYNTAX;
            case UNTERMINATED -> Code.UNTERMINATED;
            case TOO_DEEP -> Code.TOO_DEEP;
        };
        return at(error.span(), code, error.message(), error.label());
    }

    /// A problem of a file that has no source lines to show, such as a checkpoint.
    public static Diagnostic inFile(String path, Code code, String message) {
        return at(new Span(path, 0, 0, 0, 0), code, message, "");
    }

    /// The same with one more place.
    public Diagnostic with(Span span, String label) {
        List<Label> more = new ArrayList<>(secondary);
        more.add(new Label(span, label));
        return new Diagnostic(code, message, primary, more, help, replacements);
    }

    /// The same with a help line.
    public Diagnostic help(String text) {
        return new Diagnostic(code, message, primary, secondary, Optional.of(text), replacements);
    }

    /// The same with the name that was likely meant by the one at its place.
    public Diagnostic didYouMean(String name) {
        return didYouMean(primary.span(), name);
    }

    /// The same with what was likely meant by the text at `span`, a part of its place.
    public Diagnostic didYouMean(Span span, String text) {
        String shown = text.startsWith("\"") ? text : "'" + text + "'";
        return new Diagnostic(
                code,
                message,
                primary,
                secondary,
                Optional.of("did you mean " + shown + "?"),
                List.of(new Replacement(span, text)));
    }

    /// The same with what is missing in front of `span`.
    public Diagnostic insert(Span span, String text) {
        Span start = new Span(span.file(), span.line(), span.column(), span.line(), span.column());
        return new Diagnostic(
                code,
                message,
                primary,
                secondary,
                Optional.of("write " + text.strip()),
                List.of(new Replacement(start, text)));
    }

    public boolean isError() {
        return code.severity() == Severity.ERROR;
    }
}
