package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects diagnostics. One that points where an equal one pointed is dropped: a `repeat` is checked once per
/// instance, and its user wrote it once.
public final class Diagnostics {

    private static final Comparator<Diagnostic> BY_PLACE = Comparator.comparing(
            (Diagnostic diagnostic) -> diagnostic.primary().span(),
            Comparator.comparing(Span::file).thenComparingInt(Span::line).thenComparingInt(Span::column));

    /// What makes two diagnostics equal. A file as a whole is no place: several things may be wrong with it.
    private record Place(Code code, Span span, List<Label> secondary, String message) {
        static Place of(Diagnostic diagnostic) {
            Span span = diagnostic.primary().span();
            String message = span.line() == 0 ? diagnostic.message() : "";
            return new Place(diagnostic.code(), span, diagnostic.secondary(), message);
        }
    }

    private final List<Diagnostic> all = new ArrayList<>();
    private final Set<Place> seen = new HashSet<>();
    /// From where what is reported was reached, the outermost first.
    private final Deque<Label> contexts = new ArrayDeque<>();

    private int errors;

    /// Until [#leave], problems of other files or other places are shown with the place that led there.
    public void enter(Label context) {
        contexts.addLast(context);
    }

    public void leave() {
        contexts.removeLast();
    }

    public void add(Diagnostic problem) {
        Diagnostic diagnostic = problem;
        for (Label context : contexts) {
            diagnostic =
                    problem.primary().span().line() == 0 ? problem : diagnostic.with(context.span(), context.text());
        }
        if (seen.add(Place.of(diagnostic))) {
            all.add(diagnostic);
            errors += diagnostic.isError() ? 1 : 0;
        }
    }

    public boolean hasErrors() {
        return errors > 0;
    }

    /// How many errors there are so far.
    public int errorCount() {
        return errors;
    }

    /// All of them, in the order of the source.
    public List<Diagnostic> sorted() {
        return all.stream().sorted(BY_PLACE).toList();
    }
}
