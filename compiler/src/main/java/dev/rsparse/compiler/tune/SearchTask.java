package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a search is asked for.
///
/// @param sites linears it may thin, with the exponent of the norms in their scores
/// @param lowest sparsity a linear must at least have
/// @param highest sparsity a linear may have
/// @param splits what a linear's split may be
/// @param skips what may be left out, where rows can be
/// @param budget share of all the linears' bytes that may be kept, 0..1
/// @param seed of everything drawn
public record SearchTask(
        Map<String, Double> sites,
        double lowest,
        double highest,
        List<Double> splits,
        Set<Skip> skips,
        double budget,
        long seed) {

    public SearchTask {
        sites = Map.copyOf(sites);
        splits = List.copyOf(splits);
        skips = Set.copyOf(skips);
    }
}
