package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.grammar.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// How one linear is to be thinned. When it is not `sparse` the other figures are those of a dense linear.
///
/// @param sparse whether it is thinned at all
/// @param sparsity share of its bytes not to read, 0..0.99
/// @param split share of the kept bytes spent on channels (the paper's rho), 0..1
/// @param rank rank of the low-rank term, when the source says so; otherwise `split` decides
/// @param phase which tokens are thinned
/// @param score how channels are ranked
/// @param decidedBy the source of each property that the policy gives, by property name
public record SitePolicy(
        boolean sparse,
        double sparsity,
        double split,
        OptionalInt rank,
        Phase phase,
        Score score,
        Map<String, Span> decidedBy) {

    public SitePolicy {
        decidedBy = Collections.unmodifiableMap(new LinkedHashMap<>(decidedBy));
    }

    /// A linear that reads all its bytes.
    public static SitePolicy dense(Map<String, Span> decidedBy) {
        return new SitePolicy(false, 0, 1, OptionalInt.empty(), Phase.DECODE, Score.MAGNITUDE, decidedBy);
    }
}
