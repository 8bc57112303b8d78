package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.StripLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A policy resolved for every linear of a model.
///
/// @param rotation where it asks for the residual stream to be rotated, if it does
/// @param firstDense whether the first token of a sequence runs dense
/// @param calibration the text it is measured on, if it names one
/// @param tune what it leaves to a search, if anything
/// @param assertions what it asserts of itself; those that no search decides hold
/// @param formats how weights are stored that it says it of, by the path of a linear's weight or an embedding table
/// @param reaches what its blocks reach, in the order in which they apply, and last what a `tune` does
/// @param sites by the path of the linear's weight, in graph order
public record CheckedPolicy(
        String name,
        Optional<Span> rotation,
        boolean firstDense,
        Optional<CalibrateSpec> calibration,
        Optional<TuneSpec> tune,
        List<Assertion> assertions,
        Map<String, StripLayout> formats,
        List<PolicyReach> reaches,
        Map<String, SitePolicy> sites) {

    /// The policy every model has: nothing is thinned.
    public static final String DENSE = "dense";

    public CheckedPolicy {
        assertions = List.copyOf(assertions);
        reaches = List.copyOf(reaches);
        formats = Collections.unmodifiableMap(new LinkedHashMap<>(formats));
        sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
    }

    /// Paths of the linears that are thinned.
    public Set<String> thinned() {
        return sites.entrySet().stream()
                .filter(site -> site.getValue().sparse())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// Whether the residual stream is written in another basis.
    public boolean rotated() {
        return rotation.isPresent();
    }

    /// Whether no linear is thinned.
    public boolean isDense() {
        return sites.values().stream().noneMatch(SitePolicy::sparse);
    }

    /// What it asserts of itself and `figures` do not show.
    public List<Diagnostic> failures(PolicyFigures figures) {
        return assertions.stream()
                .flatMap(assertion -> assertion.failure(name, figures).stream())
                .toList();
    }

    CheckedPolicy withSites(
            Map<String, SitePolicy> resolved, Map<String, StripLayout> stored, List<PolicyReach> reached) {
        return new CheckedPolicy(name, rotation, firstDense, calibration, tune, assertions, stored, reached, resolved);
    }
}
