package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Clause;
import dev.rsparse.grammar.Name;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells the clauses of one kind of statement apart.
///
/// @param statement the word it begins with
/// @param known what its clauses may be about
record ClauseReader(String statement, List<String> known, Diagnostics diagnostics) {

    private static final String SEARCH = "search";

    /// The clauses by what they are about; unknown and repeated ones are reported and left out.
    Map<String, Clause> bySubject(List<Clause> clauses) {
        Map<String, Clause> subjects = new LinkedHashMap<>();
        for (Clause clause : clauses) {
            Name subject = subject(clause);
            if (!known.contains(subject.text())) {
                reportUnknown(subject);
                continue;
            }
            Clause earlier = subjects.putIfAbsent(subject.text(), clause);
            if (earlier != null) {
                diagnostics.add(Diagnostic.at(
                                clause.span(),
                                Code.DUPLICATE_NAME,
                                "the " + subject + " is given twice in one " + statement,
                                "given again")
                        .with(earlier.span(), "given first"));
            }
        }
        return subjects;
    }

    /// `search` opens what is searched for and may be left out.
    private static Name subject(Clause clause) {
        boolean opened =
                clause.words().size() > 1 && clause.words().getFirst().text().equals(SEARCH);
        return clause.words().get(opened ? 1 : 0);
    }

    /// Whether nothing stands between what is searched for and its values.
    static boolean searched(Clause clause) {
        return clause.words().size() == 1 || clause.words().getFirst().text().equals(SEARCH);
    }

    /// Reports that a clause does not say what it has to.
    ///
    /// @param example a clause that does
    <T> Optional<T> wrongValue(Clause clause, String expected, String example) {
        diagnostics.add(Diagnostic.at(clause.span(), Code.PROPERTY_VALUE, expected, "wrong value")
                .help("write " + example));
        return Optional.empty();
    }

    private void reportUnknown(Name subject) {
        Diagnostic unknown = Diagnostic.at(
                subject.span(),
                Code.UNKNOWN_PROPERTY,
                "unknown clause '" + subject + "'",
                "not a clause of " + statement);
        diagnostics.add(Suggestion.nearest(subject.text(), known)
                .map(meant -> unknown.didYouMean(meant))
                .orElseGet(() -> unknown.help("clauses: " + String.join(", ", known))));
    }
}
