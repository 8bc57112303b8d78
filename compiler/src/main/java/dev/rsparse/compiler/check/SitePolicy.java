package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// How one linear is to be thinned. When it is not `sparse` the other figures are those of a dense linear.
///
/// @param sparse whether it is thinned at all
/// @param skip what of the weight is not read
/// @param sparsity share of its bytes not to read, 0..0.99; of a tuned linear, until it is tuned
/// @param split share of the kept bytes spent on channels (the paper's rho), 0..1
/// @param rank rank of the low-rank term, when the source says so; otherwise `split` decides
/// @param phase which tokens are thinned
/// @param gamma exponent of the norms that scores are scaled by; 0 for plain magnitudes
/// @param sharedMask whether it keeps the channels that all such linears reading its input keep
/// @param decidedBy the source of each property that the policy gives, by property name
public record SitePolicy(
        boolean sparse,
        Skip skip,
        double sparsity,
        double split,
        OptionalInt rank,
        Phase phase,
        double gamma,
        boolean sharedMask,
        Map<String, Span> decidedBy) {

    public SitePolicy {
        decidedBy = Collections.unmodifiableMap(new LinkedHashMap<>(decidedBy));
    }

    /// A linear that reads all its bytes.
    public static SitePolicy dense(Map<String, Span> decidedBy) {
        return new SitePolicy(false, Skip.COLUMNS, 0, 1, OptionalInt.empty(), Phase.DECODE, 0, false, decidedBy);
    }

    /// Share of the bytes of its weight that is asked to be kept, 0..1.
    double keptShare(Weight weight) {
        if (!sparse) {
            return 1;
        }
        return rank.isEmpty() ? 1 - sparsity : (1 - sparsity) * split + weight.factorShare(rank.getAsInt());
    }
}
