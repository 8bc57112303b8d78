package dev.rsparse.compiler;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import dev.rsparse.compiler.lower.ModelLowering;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.compiler.rewrite.FuseSiluIntoMul;
import dev.rsparse.compiler.rewrite.Rewriter;
import dev.rsparse.compiler.rewrite.Rule;
import dev.rsparse.compiler.rewrite.SkipRowsOfUp;
import dev.rsparse.compiler.rewrite.ThinLinear;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.compiler.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The stages between a checked graph and the code that is emitted for it, in order.
public final class Pipeline {

    private Pipeline() {}

    /// The rules of the rewrite stage. Thinning comes first: it looks at linears as the source wrote them.
    static List<Rule> rules(Map<String, Thinning> thinnings) {
        return List.of(new ThinLinear(thinnings), new FuseSiluIntoMul(), new SkipRowsOfUp(thinnings));
    }

    /// Graph → rewritten graph, verified.
    public static Graph rewrite(Graph graph, Map<String, Thinning> thinnings) {
        Graph rewritten = new Rewriter().rewrite(graph, rules(thinnings));
        GraphVerifier.verify(rewritten);
        return rewritten;
    }

    /// Graph → rewritten graph → schedule → program.
    ///
    /// @param thinnings how to thin, by site; sites that are not in it stay dense
    /// @param formats how linears and embeddings are stored
    /// @param probes values that shall be observed; for calibration
    /// @throws dev.rsparse.compiler.kernel.MethodTooLongException when HotSpot could not compile a function
    public static Program compile(Graph graph, Map<String, Thinning> thinnings, Formats formats, Set<Value> probes) {
        Graph rewritten = rewrite(graph, thinnings);
        Schedule schedule = Schedule.of(rewritten, formats);
        return ModelLowering.lower(schedule, probes);
    }
}
