package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.TuneSpec.Objective;
import dev.rsparse.compiler.check.TuneSpec.Search;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.grammar.Clause;
import dev.rsparse.grammar.Clause.Domain;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Property.Value;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads the clauses of a `tune`; what is wrong with one is reported, and it counts as not given.
final class TuneClauses {

    private static final String SPARSITY = "sparsity";
    private static final String SPLIT = "split";
    private static final String SKIP = "skip";
    private static final String BUDGET = "budget";
    private static final String OBJECTIVE = "objective";
    private static final String BY = "by";
    private static final List<String> KNOWN = List.of(SPARSITY, SPLIT, SKIP, BUDGET, OBJECTIVE, BY);

    private static final Shares.Range USUAL_SPARSITIES = new Shares.Range(0, 0.9);

    private final ClauseReader reader;
    private final Diagnostics diagnostics;
    private final Shares shares;

    TuneClauses(Diagnostics diagnostics) {
        this.reader = new ClauseReader("tune", KNOWN, diagnostics);
        this.diagnostics = diagnostics;
        this.shares = new Shares(diagnostics);
    }

    /// A value and the clause that gave it; the selector of the `tune` for a default.
    record Given<T>(T value, Span span) {}

    /// What the clauses say, with defaults for what they do not.
    ///
    /// @param skips empty when no clause says
    /// @param mean sparsity over all linears, the budget
    record Read(
            Shares.Range sparsity,
            Given<List<Double>> splits,
            Optional<Given<Set<Skip>>> skips,
            Given<Double> mean,
            Objective objective,
            Search search) {}

    /// @param tune where defaults are said to come from
    /// @return nothing when something was reported
    Optional<Read> read(List<Clause> clauses, Span tune) {
        int before = diagnostics.errorCount();
        Map<String, Clause> given = reader.bySubject(clauses);
        Optional<Shares.Range> sparsity = value(given, SPARSITY, this::range);
        Optional<List<Double>> splits = value(given, SPLIT, this::splits);
        Optional<Set<Skip>> skips = value(given, SKIP, this::skips);
        Optional<Double> mean = value(given, BUDGET, this::mean);
        Optional<Objective> objective =
                value(given, OBJECTIVE, clause -> word(clause, OBJECTIVE, Objective.values(), Objective::text));
        Optional<Search> search = value(given, BY, clause -> word(clause, BY, Search.values(), Search::text));
        if (!given.containsKey(BUDGET)) {
            diagnostics.add(Diagnostic.at(tune, Code.INCOMPLETE_POLICY, "tune has no budget", "tuned without a budget")
                    .help("write how much not to read on average: budget mean 50%;"));
        }
        if (diagnostics.errorCount() > before) {
            return Optional.empty();
        }
        return Optional.of(new Read(
                sparsity.orElse(USUAL_SPARSITIES),
                new Given<>(splits.orElse(List.of(1.0)), span(given, SPLIT, tune)),
                skips.map(found -> new Given<>(found, span(given, SKIP, tune))),
                new Given<>(mean.orElseThrow(), span(given, BUDGET, tune)),
                objective.orElse(Objective.KL),
                search.orElse(Search.ALLOCATE)));
    }

    private static <T> Optional<T> value(
            Map<String, Clause> given, String subject, Function<Clause, Optional<T>> reader) {
        return Optional.ofNullable(given.get(subject)).flatMap(reader);
    }

    private static Span span(Map<String, Clause> given, String subject, Span otherwise) {
        return given.containsKey(subject) ? given.get(subject).span() : otherwise;
    }

    private Optional<Shares.Range> range(Clause clause) {
        return ClauseReader.searched(clause) && clause.domain().orElse(null) instanceof Domain.Range range
                ? shares.range(range, PolicyProperties.HIGHEST_SPARSITY, "sparsity must be 0% to 99%")
                : reader.wrongValue(clause, "sparsity takes a range", "search sparsity in 0%..90%;");
    }

    private Optional<List<Double>> splits(Clause clause) {
        Set<Double> splits = new LinkedHashSet<>();
        for (Value value : choices(clause)) {
            if (!(value instanceof Value.Number number)) {
                splits.clear();
                break;
            }
            Optional<Double> split = shares.read(number, 0, 1, "split must be 0 to 1");
            if (split.isEmpty()) {
                return Optional.empty();
            }
            splits.add(split.get());
        }
        return splits.isEmpty()
                ? reader.wrongValue(clause, "split takes numbers in braces", "split in {1.0, 0.95};")
                : Optional.of(new ArrayList<>(splits));
    }

    private Optional<Set<Skip>> skips(Clause clause) {
        Set<Skip> skips = new LinkedHashSet<>();
        List<Value> values = choices(clause);
        for (Value value : values) {
            find(value, Skip.values(), Skip::text).ifPresent(skips::add);
        }
        // A word given twice leaves less than was written, and so does one that means nothing.
        return skips.isEmpty() || skips.size() < values.size()
                ? reader.wrongValue(clause, "skip takes columns, rows or both, in braces", "skip in {columns, rows};")
                : Optional.of(skips);
    }

    private static List<Value> choices(Clause clause) {
        return ClauseReader.searched(clause) && clause.domain().orElse(null) instanceof Domain.Choices choices
                ? choices.values()
                : List.of();
    }

    private Optional<Double> mean(Clause clause) {
        boolean ofMean =
                clause.words().size() == 2 && clause.words().getLast().text().equals("mean");
        return ofMean && clause.domain().orElse(null) instanceof Domain.Exactly(Value.Number number)
                ? shares.read(number, 0, PolicyProperties.HIGHEST_SPARSITY, "a mean sparsity must be 0% to 99%")
                : reader.wrongValue(clause, "budget takes the mean sparsity", "budget mean 50%;");
    }

    private <T> Optional<T> word(Clause clause, String subject, T[] choices, Function<T, String> text) {
        List<String> words = Arrays.stream(choices).map(text).toList();
        String expected = subject + " takes " + String.join(" or ", words);
        boolean whole = clause.words().size() == 2
                && clause.words().getFirst().text().equals(subject)
                && clause.domain().isEmpty();
        if (!whole) {
            return reader.wrongValue(clause, expected, subject + " " + words.getFirst() + ";");
        }
        Name word = clause.words().getLast();
        Optional<T> found = find(new Value.Word(word.text(), word.span()), choices, text);
        if (found.isEmpty()) {
            Diagnostic unknown = Diagnostic.at(word.span(), Code.PROPERTY_VALUE, expected, "wrong value");
            diagnostics.add(Suggestion.nearest(word.text(), words)
                    .map(meant -> unknown.didYouMean(meant))
                    .orElse(unknown));
        }
        return found;
    }

    private static <T> Optional<T> find(Value value, T[] choices, Function<T, String> text) {
        return value instanceof Value.Word(String word, var _)
                ? Arrays.stream(choices)
                        .filter(choice -> text.apply(choice).equals(word))
                        .findFirst()
                : Optional.empty();
    }
}
