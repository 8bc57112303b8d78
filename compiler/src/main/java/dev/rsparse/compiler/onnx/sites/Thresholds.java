package dev.rsparse.compiler.onnx.sites;

import java.util.Map;
import java.util.Optional;

/// Thresholds of sites, as they were measured.
///
/// @param byNode by [Site#node()]
public record Thresholds(Map<String, Float> byNode) {

    public Thresholds {
        byNode = Map.copyOf(byNode);
    }

    /// The threshold of a site; nothing when it has none, and stays dense.
    public Optional<Float> of(Site site) {
        return Optional.ofNullable(byNode.get(site.node()));
    }
}
