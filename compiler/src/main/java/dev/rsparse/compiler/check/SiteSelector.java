package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the linears a selector names. A bare path names linears exactly; `op(linear) in PATH` reaches all under
/// it.
final class SiteSelector {

    private static final String INPUTS = "inputs";
    private static final String OUTPUTS = "outputs";
    private static final String LAYER = "layer";

    /// What a condition may ask of a linear.
    static final List<String> FIGURES = List.of(INPUTS, OUTPUTS, LAYER);

    private final PolicyWeights weights;
    private final SiteCriterion criteria;
    private final NearMiss nearMiss;
    private final ConstantChecker constants;
    private final Diagnostics diagnostics;

    SiteSelector(PolicyWeights weights, ConstantChecker constants, Diagnostics diagnostics) {
        this.weights = weights;
        this.criteria = new SiteCriterion(weights, diagnostics);
        this.nearMiss = new NearMiss(weights.linears().keySet(), criteria);
        this.constants = constants;
        this.diagnostics = diagnostics;
    }

    /// The linears that `selector` names; none is reported as a mistake.
    List<String> select(Selector selector) {
        return select(selector, Set.of());
    }

    /// The linears, and those of `tables`, that `selector` names; none is reported as a mistake.
    ///
    /// @param tables paths that a bare path alone selects
    List<String> select(Selector selector, Set<String> tables) {
        Optional<Predicate<String>> criterion = selector.criterion().isEmpty()
                ? Optional.of(_ -> true)
                : criteria.of(selector.criterion().get());
        if (criterion.isEmpty()) {
            return List.of();
        }
        Optional<SitePattern> pattern = SitePattern.of(selector, constants);
        if (pattern.isEmpty()) {
            return List.of();
        }
        boolean exact = selector.criterion().isEmpty();
        // What a criterion or a condition asks can only be asked of a linear.
        boolean bare = exact && selector.where().isEmpty();
        Set<String> linears = weights.linears().keySet();
        List<String> selected = Stream.concat(linears.stream(), bare ? tables.stream() : Stream.empty())
                .distinct()
                .filter(site -> matches(pattern.get(), site, exact))
                .filter(criterion.get())
                .toList();
        if (selected.isEmpty()) {
            diagnostics.add(nearMiss.describe(selector, pattern.get()));
        }
        return selector.where()
                .filter(_ -> !selected.isEmpty())
                .map(condition -> where(condition, selected))
                .orElse(selected);
    }

    private static boolean matches(SitePattern pattern, String site, boolean exact) {
        SitePath path = SitePath.parse(site);
        return exact ? pattern.matches(path) : pattern.reaches(path);
    }

    /// Those of `sites` for which `condition` holds; one that asks for the layer holds in layers alone.
    private List<String> where(Expression condition, List<String> sites) {
        int before = diagnostics.errorCount();
        boolean layered = condition.references().anyMatch(name -> name.text().equals(LAYER));
        List<String> kept = sites.stream()
                .filter(site -> !layered || layer(site).isPresent())
                .filter(site ->
                        constants.with(figures(site)).condition(condition).orElse(false))
                .toList();
        if (kept.isEmpty() && diagnostics.errorCount() == before) {
            diagnostics.add(Diagnostic.at(
                            condition.span(),
                            Code.SELECTS_NOTHING,
                            "the condition holds for no linear that the selector matches",
                            "selects nothing")
                    .help("known: " + String.join(", ", FIGURES)));
        }
        return kept;
    }

    /// What a condition may ask of a linear.
    private Map<String, Long> figures(String site) {
        TensorType type = weights.linears().get(site).type();
        Map<String, Long> figures = new TreeMap<>();
        figures.put(OUTPUTS, (long) type.size(0));
        figures.put(INPUTS, (long) type.size(1));
        layer(site).ifPresent(index -> figures.put(LAYER, index));
        return figures;
    }

    private static OptionalLong layer(String site) {
        return SitePath.parse(site).steps().getFirst().index();
    }
}
