package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Diagnostics as plain maps and lists, which any JSON library prints. Lines and columns count from 1, a column is a
/// UTF-16 unit, and the end of a range is the place behind it. A problem of a whole file has no `range`, one of no
/// file no `file` either; other keys without a value are left out as well.
public final class DiagnosticJson {

    private DiagnosticJson() {}

    /// How many errors and warnings there are, and each of them.
    public static Map<String, Object> report(List<Diagnostic> diagnostics) {
        long errors = diagnostics.stream().filter(Diagnostic::isError).count();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("errors", errors);
        report.put("warnings", diagnostics.size() - errors);
        report.put(
                "diagnostics", diagnostics.stream().map(DiagnosticJson::object).toList());
        return report;
    }

    private static Map<String, Object> object(Diagnostic diagnostic) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("code", diagnostic.code().toString());
        object.put("severity", diagnostic.code().severity().name().toLowerCase(Locale.ROOT));
        object.put("message", diagnostic.message());
        place(object, diagnostic.primary());
        if (!diagnostic.secondary().isEmpty()) {
            List<Object> labels = new ArrayList<>();
            for (Label label : diagnostic.secondary()) {
                labels.add(place(new LinkedHashMap<>(), label));
            }
            object.put("labels", labels);
        }
        diagnostic.help().ifPresent(help -> object.put("help", help));
        if (!diagnostic.replacements().isEmpty()) {
            List<Object> suggestions = new ArrayList<>();
            for (Diagnostic.Replacement replacement : diagnostic.replacements()) {
                Map<String, Object> suggestion = new LinkedHashMap<>();
                suggestion.put("range", range(replacement.span()));
                suggestion.put("replacement", replacement.text());
                suggestions.add(suggestion);
            }
            object.put("suggestions", suggestions);
        }
        return object;
    }

    private static Map<String, Object> place(Map<String, Object> object, Label label) {
        Span span = label.span();
        if (!span.file().isEmpty()) {
            object.put("file", span.file());
        }
        if (span.line() > 0) {
            object.put("range", range(span));
        }
        if (!label.text().isEmpty()) {
            object.put("label", label.text());
        }
        return object;
    }

    private static Map<String, Object> range(Span span) {
        Map<String, Object> range = new LinkedHashMap<>();
        range.put("start", position(span.line(), span.column()));
        range.put("end", position(span.endLine(), span.endColumn()));
        return range;
    }

    private static Map<String, Object> position(int line, int column) {
        Map<String, Object> position = new LinkedHashMap<>();
        position.put("line", line);
        position.put("column", column);
        return position;
    }
}
