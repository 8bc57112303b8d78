package dev.rsparse.runtime.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the names of extents stand for in a run. Runs after the first make no garbage.
final class NamedExtents {

    private static final int UNBOUND = -1;

    private final Map<String, int[]> extents = new HashMap<>();
    private final List<int[]> all = new ArrayList<>();

    /// Forgets what names stand for.
    void clear() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i)[0] = UNBOUND;
        }
    }

    /// What a name stands for: `extent`, if it did not stand for anything.
    int bind(String name, int extent) {
        int[] known = extents.get(name);
        if (known == null) {
            known = new int[] {UNBOUND};
            extents.put(name, known);
            all.add(known);
        }
        if (known[0] == UNBOUND) {
            known[0] = extent;
        }
        return known[0];
    }
}
