package dev.rsparse.compiler.interpret;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// The linears that run thinned, and how much of each was kept. Counts may be added from several threads.
public final class Masks {

    /// Nothing is thinned.
    public static final Masks NONE = new Masks(Map.of());

    private final Map<String, Mask> masks;
    private final Map<String, LongAdder> kept = new HashMap<>();
    private final Map<String, LongAdder> all = new HashMap<>();

    /// @param masks by the path of the linear's weight
    public Masks(Map<String, Mask> masks) {
        this.masks = Map.copyOf(masks);
        masks.keySet().forEach(site -> {
            kept.put(site, new LongAdder());
            all.put(site, new LongAdder());
        });
    }

    Optional<Mask> of(String site) {
        return Optional.ofNullable(masks.get(site));
    }

    void count(String site, long keptScores, long allScores) {
        kept.get(site).add(keptScores);
        all.get(site).add(allScores);
    }

    /// Share of the channels or rows that were kept, 0..1, by site; sites that did not run are left out.
    public Map<String, Double> density() {
        Map<String, Double> density = new TreeMap<>();
        all.forEach((site, count) -> {
            if (count.sum() > 0) {
                density.put(site, (double) kept.get(site).sum() / count.sum());
            }
        });
        return density;
    }
}
