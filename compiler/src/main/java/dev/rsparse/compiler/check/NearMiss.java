package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Says of a selector that matches nothing what was likely meant: the linears' names that are nearest to it.
final class NearMiss {

    private static final int EXAMPLES = 12;

    /// Each looks through all linears, and behind this many nobody reads them.
    private static final int SUGGESTIONS = 100;

    private final Set<String> sites;
    private final SiteCriterion criteria;
    private int described;

    /// @param sites paths of the model's linears
    NearMiss(Set<String> sites, SiteCriterion criteria) {
        this.sites = sites;
        this.criteria = criteria;
    }

    /// @param pattern the selector's path
    Diagnostic describe(Selector selector, SitePattern pattern) {
        Diagnostic nothing = Diagnostic.at(
                selector.span(), Code.SELECTS_NOTHING, "the selector matches no linear", "selects nothing");
        if (sites.isEmpty()) {
            return nothing.help("the model has no linears");
        }
        if (described++ > SUGGESTIONS) {
            return nothing;
        }
        List<SitePath> paths = sites.stream().map(SitePath::parse).toList();
        boolean pathMatches = paths.stream().anyMatch(pattern::reaches);
        if (pathMatches && selector.criterion().isEmpty()) {
            return nothing.help("a bare path names linears exactly; write 'op(linear) in …' for all under it");
        }
        if (pathMatches) {
            return named(nothing, selector.criterion().get());
        }
        return misspelt(nothing, selector, paths)
                .or(() -> outside(nothing, pattern, paths))
                .orElseGet(() -> nothing.help("linears: " + summarise(sites)));
    }

    /// The path matches, so what the criterion asks for is missing.
    private Diagnostic named(Diagnostic nothing, Selector.Criterion criterion) {
        String property = criterion.property().text();
        String text = criterion.value().text();
        Set<String> known = new LinkedHashSet<>();
        sites.forEach(site -> known.addAll(criteria.called(property, site)));
        Optional<String> near = SiteCriterion.isRegex(text) ? Optional.empty() : Suggestion.nearestToGlob(text, known);
        if (near.isEmpty()) {
            return nothing.help(property + " of a linear is one of: " + summarise(known));
        }
        boolean glob = text.contains("*") || text.contains("?");
        String written = criterion.quoted() ? "\"" + near.get() + "\"" : near.get();
        return glob
                ? nothing.help("the nearest is " + near.get())
                : nothing.didYouMean(criterion.value().span(), written);
    }

    /// A name of the path that no linear has at that step, beside one that is nearly the same.
    private static Optional<Diagnostic> misspelt(Diagnostic nothing, Selector selector, List<SitePath> paths) {
        for (int i = 0; i < selector.path().size(); i++) {
            int step = i;
            List<String> known = paths.stream()
                    .filter(path -> path.steps().size() > step)
                    .map(path -> path.steps().get(step).name())
                    .distinct()
                    .toList();
            for (Name name : selector.path().get(i).names()) {
                Optional<String> near =
                        known.contains(name.text()) ? Optional.empty() : Suggestion.nearest(name.text(), known);
                if (near.isPresent()) {
                    return Optional.of(nothing.didYouMean(name.span(), near.get()));
                }
            }
        }
        return Optional.empty();
    }

    /// The names are right and no linear has the index.
    private static Optional<Diagnostic> outside(Diagnostic nothing, SitePattern pattern, List<SitePath> paths) {
        List<SitePath> named =
                paths.stream().filter(pattern.anywhere()::reaches).toList();
        for (int i = 0; i < pattern.steps().size() && !named.isEmpty(); i++) {
            int step = i;
            List<SitePath> right =
                    named.stream().filter(path -> pattern.allows(path, step)).toList();
            if (right.isEmpty()) {
                return indices(nothing, named, step);
            }
            named = right;
        }
        return Optional.empty();
    }

    private static Optional<Diagnostic> indices(Diagnostic nothing, List<SitePath> named, int step) {
        LongSummaryStatistics indices = named.stream()
                .map(path -> path.steps().get(step).index())
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .summaryStatistics();
        String of = step == 0
                ? "indices"
                : "indices of " + named.getFirst().steps().get(step).name();
        return indices.getCount() == 0
                ? Optional.empty()
                : Optional.of(nothing.help(
                        of + " go from " + indices.getMin() + " to " + indices.getMax() + "; [*] is all of them"));
    }

    /// The names with the indices of a scope drawn together: `layer[*].q, head`.
    private static String summarise(Collection<String> names) {
        Set<String> drawn = new LinkedHashSet<>();
        for (String name : names) {
            drawn.add(name.replaceAll("\\[\\d+\\]", "[*]").replaceAll("\\.\\d+\\.", ".*."));
        }
        List<String> shown = new ArrayList<>(drawn.stream().limit(EXAMPLES).toList());
        if (drawn.size() > EXAMPLES) {
            shown.add("…");
        }
        return String.join(", ", shown);
    }
}
