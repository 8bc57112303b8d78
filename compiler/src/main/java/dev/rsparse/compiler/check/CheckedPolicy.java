package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A policy resolved for every linear of a model.
///
/// @param rotation where it asks for the residual stream to be rotated, if it does
/// @param tune what it leaves to a search, if anything
/// @param sites by the path of the linear's weight, in graph order
public record CheckedPolicy(
        String name, Optional<Span> rotation, Optional<TuneSpec> tune, Map<String, SitePolicy> sites) {

    /// The policy every model has: nothing is thinned.
    public static final String DENSE = "dense";

    public CheckedPolicy {
        sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
    }

    /// Whether the residual stream is written in another basis.
    public boolean rotated() {
        return rotation.isPresent();
    }

    /// Whether no linear is thinned.
    public boolean isDense() {
        return sites.values().stream().noneMatch(SitePolicy::sparse);
    }
}
