package dev.rsparse.benchmarks.jmh;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Map;

/// A thinned product of one token: about half of its columns, and the choice of them.
public class KeptColumnsPair extends ColumnsPair {

    /// Inputs are spread evenly to `sqrt(3/SIZE)`.
    private static final float THRESHOLD = (float) Math.sqrt(3.0 / SIZE) / 2;

    private static final float[] NONE = {};

    @Override
    Map<String, Thinning> thinnings() {
        return Map.of("w", Thinning.columns(0.5, 1, 0, 0, THRESHOLD, Phase.ALL));
    }

    @Override
    float[] byScalars() {
        return ScalarOps.sparseLowRankLinear(packed("w"), row("inputs", 0), SIZE, THRESHOLD, NONE, NONE, NONE);
    }
}
