package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// Finds the linears a selector names. A bare path names linears exactly; `op(linear) in PATH` reaches all under
/// it.
final class SiteSelector {

    private static final String OPERATION = "op";
    private static final String WEIGHT = "weight";
    private static final String PATH = "path";
    private static final String LINEAR = "linear";

    private final Map<String, Weight> linears;
    private final ConstantChecker constants;
    private final Diagnostics diagnostics;

    /// @param linears by path
    SiteSelector(Map<String, Weight> linears, ConstantChecker constants, Diagnostics diagnostics) {
        this.linears = linears;
        this.constants = constants;
        this.diagnostics = diagnostics;
    }

    /// Those of `sites` that `selector` names; none is reported as a mistake.
    List<String> select(Selector selector, Set<String> sites) {
        return select(selector, sites, Set.of());
    }

    /// Those of `sites` and `tables` that `selector` names; none is reported as a mistake.
    ///
    /// @param tables paths that a bare path alone selects
    List<String> select(Selector selector, Set<String> sites, Set<String> tables) {
        Optional<Predicate<String>> criterion = criterion(selector);
        if (criterion.isEmpty()) {
            return List.of();
        }
        Optional<List<Predicate<SitePath.Step>>> pattern = pattern(selector);
        if (pattern.isEmpty()) {
            return List.of();
        }
        boolean exact = selector.criterion().isEmpty();
        // What a criterion or a condition asks can only be asked of a linear.
        boolean bare = exact && selector.where().isEmpty();
        List<String> selected = Stream.concat(sites.stream(), bare ? tables.stream() : Stream.empty())
                .distinct()
                .filter(site -> matches(pattern.get(), SitePath.parse(site), exact))
                .filter(criterion.get())
                .toList();
        if (selected.isEmpty()) {
            reportNothing(selector, sites, pattern.get());
        }
        return selector.where()
                .filter(_ -> !selected.isEmpty())
                .map(condition -> where(condition, selected))
                .orElse(selected);
    }

    /// Those of `sites` for which `condition` holds.
    private List<String> where(Expression condition, List<String> sites) {
        int before = diagnostics.errorCount();
        List<String> kept = sites.stream()
                .filter(site ->
                        constants.with(figures(site)).condition(condition).orElse(false))
                .toList();
        if (kept.isEmpty() && diagnostics.errorCount() == before) {
            diagnostics.add(Diagnostic.at(
                            condition.span(),
                            Code.SELECTS_NOTHING,
                            "the condition holds for no linear that the selector matches",
                            "selects nothing")
                    .help("known: inputs, outputs, layer"));
        }
        return kept;
    }

    /// What a condition may ask of a linear.
    private Map<String, Long> figures(String site) {
        TensorType type = linears.get(site).type();
        Map<String, Long> figures = new TreeMap<>();
        figures.put("outputs", (long) type.size(0));
        figures.put("inputs", (long) type.size(1));
        OptionalLong layer = SitePath.parse(site).steps().getFirst().index();
        layer.ifPresent(index -> figures.put("layer", index));
        return figures;
    }

    /// What `op(…)`, `weight(…)` or `path(…)` asks of a site; nothing when that is wrong, which is reported.
    private Optional<Predicate<String>> criterion(Selector selector) {
        if (selector.criterion().isEmpty()) {
            return Optional.of(_ -> true);
        }
        Selector.Criterion given = selector.criterion().get();
        return switch (given.property().text()) {
            case WEIGHT ->
                pattern(given)
                        .map(pattern -> site ->
                                pattern.matcher(linears.get(site).tensor()).matches());
            case PATH ->
                pattern(given).map(pattern -> site -> pattern.matcher(site).matches());
            default -> isLinear(given) ? Optional.of(_ -> true) : Optional.empty();
        };
    }

    /// A glob, in which `*` is any text and `?` any character, or `/a regular expression/`.
    private Optional<Pattern> pattern(Selector.Criterion given) {
        String text = given.value().text();
        boolean regex = text.length() >= 2 && text.startsWith("/") && text.endsWith("/");
        try {
            return Optional.of(Pattern.compile(
                    regex
                            ? text.substring(1, text.length() - 1)
                            : Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q")));
        } catch (PatternSyntaxException wrong) {
            diagnostics.add(Diagnostic.at(
                    given.value().span(),
                    Code.PROPERTY_VALUE,
                    "not a regular expression: " + wrong.getDescription(),
                    "cannot be read"));
            return Optional.empty();
        }
    }

    private boolean isLinear(Selector.Criterion operation) {
        if (!operation.property().text().equals(OPERATION)) {
            diagnostics.add(UnknownWord.describe(operation.property(), List.of(OPERATION, WEIGHT, PATH), List.of()));
            return false;
        }
        if (!operation.value().text().equals(LINEAR)) {
            diagnostics.add(Diagnostic.at(
                            operation.value().span(),
                            Code.SELECTS_NOTHING,
                            "policies thin linears, not '" + operation.value() + "'",
                            "only linear can be selected")
                    .help("op(linear) in …"));
            return false;
        }
        return true;
    }

    private static boolean matches(List<Predicate<SitePath.Step>> pattern, SitePath site, boolean exact) {
        int length = site.steps().size();
        if (exact ? pattern.size() != length : pattern.size() > length) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            if (!pattern.get(i).test(site.steps().get(i))) {
                return false;
            }
        }
        return true;
    }

    private Optional<List<Predicate<SitePath.Step>>> pattern(Selector selector) {
        List<Predicate<SitePath.Step>> pattern = new ArrayList<>();
        for (Selector.Segment segment : selector.path()) {
            List<String> names =
                    segment.names().stream().map(name -> name.text()).toList();
            Predicate<SitePath.Step> named = step -> names.isEmpty() || names.contains(step.name());
            if (segment.index().isEmpty()) {
                // `*` alone is any step; a name alone is a step without an index.
                pattern.add(named.and(step -> names.isEmpty() || step.index().isEmpty()));
            } else {
                Optional<Predicate<OptionalLong>> index = index(segment.index().get());
                if (index.isEmpty()) {
                    return Optional.empty();
                }
                pattern.add(named.and(step -> index.get().test(step.index())));
            }
        }
        return Optional.of(pattern);
    }

    private Optional<Predicate<OptionalLong>> index(Selector.Index index) {
        return switch (index) {
            case Selector.Index.Every() -> Optional.of(OptionalLong::isPresent);
            case Selector.Index.One(var value) ->
                constants.whole(value, 0).map(one -> found -> found.equals(OptionalLong.of(one)));
            case Selector.Index.Range(var from, var to) -> {
                Optional<Long> first = constants.whole(from, 0);
                Optional<Long> end = constants.whole(to, 0);
                yield first.isPresent() && end.isPresent()
                        ? Optional.of(found ->
                                found.isPresent() && found.getAsLong() >= first.get() && found.getAsLong() < end.get())
                        : Optional.empty();
            }
        };
    }

    private void reportNothing(Selector selector, Set<String> sites, List<Predicate<SitePath.Step>> pattern) {
        Diagnostic nothing = Diagnostic.at(
                selector.span(), Code.SELECTS_NOTHING, "the selector matches no linear", "selects nothing");
        boolean prefix = selector.criterion().isEmpty()
                && sites.stream().anyMatch(site -> matches(pattern, SitePath.parse(site), false));
        diagnostics.add(
                prefix
                        ? nothing.help("a bare path names linears exactly; write 'op(linear) in …' for all under it")
                        : nothing.help(sites.isEmpty() ? "the model has no linears" : "linears: " + summarise(sites)));
    }

    /// The sites with the indices of a scope drawn together: `layer[*].q, head`.
    private static String summarise(Set<String> sites) {
        Set<String> shapes = new LinkedHashSet<>();
        for (String site : sites) {
            shapes.add(site.replaceAll("\\[\\d+\\]", "[*]"));
        }
        return String.join(", ", shapes);
    }
}
