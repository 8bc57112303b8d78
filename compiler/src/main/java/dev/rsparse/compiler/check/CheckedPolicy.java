package dev.rsparse.compiler.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A policy resolved for every linear of a model.
///
/// @param sites by the path of the linear's weight, in graph order
public record CheckedPolicy(String name, Map<String, SitePolicy> sites) {

    /// The policy every model has: nothing is thinned.
    public static final String DENSE = "dense";

    public CheckedPolicy {
        sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
    }

    /// Whether no linear is thinned.
    public boolean isDense() {
        return sites.values().stream().noneMatch(SitePolicy::sparse);
    }
}
