package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.schedule.WeightLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Calls of the kernels that choose the channels of a thinned linear, or of several that choose the same. The
/// values they give are multiplied by the scales of the columns, where these have scales.
///
/// @param lowRank whether the rest is wanted
record Selection(ProgramBuilder program, WeightLayout layout, Node.SparseLowRankLinear linear, boolean lowRank) {

    Selection(ProgramBuilder program, WeightLayout layout, Node.SparseLowRankLinear linear) {
        this(program, layout, linear, linear.thinning().rank() > 0);
    }

    /// Copies the row at `from` to `to`, with zeros for what is not kept, and gives the number of kept channels.
    Expr mask(Expr x, Expr from, Expr kept, Expr to) {
        return call(x, from, List.of(kept, to), Optional.empty());
    }

    /// The same; what is not kept goes to `rest`, where it is wanted, from `from` on.
    Expr mask(Expr x, Expr from, Expr kept, Expr to, Expr rest) {
        return call(x, from, List.of(kept, to), Optional.of(rest));
    }

    private Expr call(Expr x, Expr from, List<Expr> results, Optional<Expr> rest) {
        Thinning thinning = linear.thinning();
        int in = linear.weight().type().size(1);
        List<Expr> arguments = new ArrayList<>(List.of(x, from, new Expr.ConstFloat(thinning.threshold())));
        WeightLayout.Entry columns = layout.columns(linear.weight()).entry();
        boolean scaled = columns.layout().scaled();
        if (thinning.scaled() || scaled) {
            arguments.add(LinearLowering.WEIGHTS);
        }
        if (thinning.scaled()) {
            arguments.add(number(layout.norms(linear).offset()));
        }
        if (scaled) {
            arguments.add(number(columns.scale(0)));
        }
        arguments.addAll(results);
        if (lowRank) {
            arguments.add(rest.orElseGet(() -> LinearLowering.rest(program, in)));
        }
        SelectKernels kernels = new SelectKernels(in, thinning.scaled(), scaled, lowRank);
        return program.kernel(kernels.row()).call(arguments.toArray(Expr[]::new));
    }

    /// Counts what `linear`, one of those that choose these channels, kept.
    void count(Code code, Node.SparseLowRankLinear linear, Expr counters, Expr kept) {
        Weight weight = linear.weight();
        int in = weight.type().size(1);
        int out = weight.type().size(0);
        int rank = linear.thinning().rank();
        program.count(code, linear, new Program.Site(weight.path(), in, out, rank, out), counters, kept);
    }
}
