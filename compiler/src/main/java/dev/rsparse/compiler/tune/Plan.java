package dev.rsparse.compiler.tune;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How much of each linear to leave out, and in which way; sites that are not in it stay dense.
public record Plan(Map<String, Part> parts) {

    /// One linear.
    ///
    /// @param sparsity share of its bytes that is not read, above 0
    public record Part(Choice choice, double sparsity) {}

    public Plan {
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    /// This plan with `part` in place of what it said of that linear; a sparsity of 0 leaves the linear dense.
    public Plan with(Part part) {
        Map<String, Part> changed = new TreeMap<>(parts);
        if (part.sparsity() > 0) {
            changed.put(part.choice().site(), part);
        } else {
            changed.remove(part.choice().site());
        }
        return new Plan(changed);
    }

    /// Sparsity of one linear, 0 when it stays dense.
    public double sparsity(String site) {
        return parts.containsKey(site) ? parts.get(site).sparsity() : 0;
    }
}
