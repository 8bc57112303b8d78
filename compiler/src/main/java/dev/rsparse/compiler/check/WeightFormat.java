package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Property;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.Optional;

/// Reads `weights FORMAT;`, of a target or of a policy's block.
final class WeightFormat {

    /// Those that lose least first.
    private static final List<StripLayout> KNOWN =
            List.of(StripLayout.F32, StripLayout.BF16, StripLayout.F16, StripLayout.Q8, StripLayout.Q4);

    private WeightFormat() {}

    /// The format; what is wrong is reported.
    static Optional<StripLayout> read(Property property, Diagnostics diagnostics) {
        if (property.values().size() != 1
                || !(property.values().getFirst() instanceof Property.Value.Word(String word, var span))) {
            diagnostics.add(Diagnostic.at(
                    property.span(), Code.PROPERTY_VALUE, "weights takes a format: " + choices(), "wrong value"));
            return Optional.empty();
        }
        Optional<StripLayout> format =
                KNOWN.stream().filter(known -> known.text().equals(word)).findFirst();
        if (format.isEmpty()) {
            Diagnostic unknown =
                    Diagnostic.at(span, Code.UNKNOWN_NAME, "unknown format '" + word + "'", "not a format of weights");
            diagnostics.add(Suggestion.nearest(word, words())
                    .map(meant -> unknown.help("did you mean '" + meant + "'?"))
                    .orElseGet(() -> unknown.help("formats: " + choices())));
        }
        return format;
    }

    /// The words for them.
    static List<String> words() {
        return KNOWN.stream().map(StripLayout::text).toList();
    }

    private static String choices() {
        return String.join(", ", words());
    }
}
