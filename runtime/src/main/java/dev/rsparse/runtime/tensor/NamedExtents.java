package dev.rsparse.runtime.tensor;

import java.util.HashMap;
import java.util.Map;

/// What the names of extents stand for in a run. Runs after the first make no garbage.
final class NamedExtents {

    private static final int UNBOUND = -1;

    private final Map<String, int[]> extents = new HashMap<>();

    /// Forgets what names stand for.
    void clear() {
        for (int[] extent : extents.values()) {
            extent[0] = UNBOUND;
        }
    }

    /// What a name stands for: `extent`, if it did not stand for anything.
    int bind(String name, int extent) {
        int[] known = extents.get(name);
        if (known == null) {
            known = new int[] {UNBOUND};
            extents.put(name, known);
        }
        if (known[0] == UNBOUND) {
            known[0] = extent;
        }
        return known[0];
    }
}
