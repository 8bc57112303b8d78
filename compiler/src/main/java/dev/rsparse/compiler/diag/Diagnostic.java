package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;
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
public record Diagnostic(Code code, String message, Label primary, List<Label> secondary, Optional<String> help) {

    public Diagnostic {
        secondary = List.copyOf(secondary);
    }

    /// A problem at a place in source text.
    public static Diagnostic at(Span span, Code code, String message, String label) {
        return new Diagnostic(code, message, new Label(span, label), List.of(), Optional.empty());
    }

    /// A problem of a file that has no source lines to show, such as a checkpoint.
    public static Diagnostic inFile(String path, Code code, String message) {
        return at(new Span(path, 0, 0, 0, 0), code, message, "");
    }

    /// The same with one more place.
    public Diagnostic with(Span span, String label) {
        List<Label> more = new ArrayList<>(secondary);
        more.add(new Label(span, label));
        return new Diagnostic(code, message, primary, more, help);
    }

    /// The same with a help line.
    public Diagnostic help(String text) {
        return new Diagnostic(code, message, primary, secondary, Optional.of(text));
    }

    public boolean isError() {
        return code.severity() == Severity.ERROR;
    }
}
