package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the linears a selector names. A bare path names linears exactly; `op(linear) in PATH` reaches all under
/// it.
final class SiteSelector {

    private static final String OPERATION_PROPERTY = "op";
    private static final String LINEAR = "linear";

    private final ConstantChecker constants;
    private final Diagnostics diagnostics;

    SiteSelector(ConstantChecker constants, Diagnostics diagnostics) {
        this.constants = constants;
        this.diagnostics = diagnostics;
    }

    /// Those of `sites` that `selector` names; none is reported as a mistake.
    List<String> select(Selector selector, Set<String> sites) {
        return select(selector, sites, Set.of());
    }

    /// Those of `sites` and `tables` that `selector` names; none is reported as a mistake.
    ///
    /// @param tables paths that no operation selects
    List<String> select(Selector selector, Set<String> sites, Set<String> tables) {
        if (selector.operation().isPresent() && !isLinear(selector.operation().get())) {
            return List.of();
        }
        Optional<List<Predicate<SitePath.Step>>> pattern = pattern(selector);
        if (pattern.isEmpty()) {
            return List.of();
        }
        boolean exact = selector.operation().isEmpty();
        List<String> selected = Stream.concat(sites.stream(), exact ? tables.stream() : Stream.empty())
                .distinct()
                .filter(site -> matches(pattern.get(), SitePath.parse(site), exact))
                .toList();
        if (selected.isEmpty()) {
            reportNothing(selector, sites, pattern.get());
        }
        return selected;
    }

    private boolean isLinear(Selector.Operation operation) {
        if (!operation.property().text().equals(OPERATION_PROPERTY)) {
            diagnostics.add(UnknownWord.describe(operation.property(), List.of(OPERATION_PROPERTY), List.of()));
            return false;
        }
        if (!operation.name().text().equals(LINEAR)) {
            diagnostics.add(Diagnostic.at(
                            operation.name().span(),
                            Code.SELECTS_NOTHING,
                            "policies thin linears, not '" + operation.name() + "'",
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
        boolean prefix = sites.stream().anyMatch(site -> matches(pattern, SitePath.parse(site), false));
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
