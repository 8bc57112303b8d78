package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Name;
import java.util.List;

/// Words the syntax lets through: those of the language that this compiler cannot compile yet, and misspelt ones.
final class UnknownWord {

    private UnknownWord() {}

    /// The diagnostic for `word` where one of `known` should stand; `later` are words with a meaning to come.
    static Diagnostic describe(Name word, List<String> known, List<String> later) {
        if (later.contains(word.text())) {
            return notSupported(word, "'" + word + "'");
        }
        Diagnostic unknown = Diagnostic.at(
                word.span(), Code.SYNTAX, "unexpected '" + word + "'", "expected " + String.join(" or ", known));
        return Suggestion.nearest(word.text(), known)
                .map(meant -> unknown.didYouMean(meant))
                .orElse(unknown);
    }

    static Diagnostic notSupported(Name place, String what) {
        return Diagnostic.at(place.span(), Code.NOT_SUPPORTED, what + " is not supported yet", "refused, not ignored");
    }
}
