package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// Batches through linears, dense and thinned, as calls of the kernels for their format. Each linear runs alone, on
/// its part of the strips that a decoded token reads whole.
///
/// A thinned linear runs as one product over its kept channels followed by the `rank` channels of the low-rank
/// term: the columns of `U` lie behind those of `W`, so `y = W[:,S] x[S] + U (V x_rest)` needs no second pass over
/// `y`.
final class LinearLowering {

    static final Expr WEIGHTS = new Expr.Own("weights", Type.MEMORY);

    private final ProgramBuilder program;
    private final WeightLayout layout;

    LinearLowering(ProgramBuilder program, WeightLayout layout) {
        this.program = program;
        this.layout = layout;
    }

    /// All channels.
    void dense(Turns turns, Weight weight, Expr x, Expr y, Expr tiledRows) {
        int in = weight.type().size(1);
        int stride = StripLayout.padded(in);
        WeightLayout.Entry entry = layout.columns(weight).entry();
        Expr scaled = x;
        if (entry.layout().scaled()) {
            scaled = program.rows("scaled", in);
            scale(turns.alone(), new Scaled(x, scaled, number(0), tiledRows, stride, in), entry.scale(0));
        }
        product(turns, weight, new Rows(scaled, stride, in), y, tiledRows);
    }

    /// What is multiplied by scales: `rows` rows of `n` elements from `at` on.
    record Scaled(Expr x, Expr out, Expr at, Expr rows, int stride, int n) {}

    /// Multiplies by the scales at byte `scales` of the weights.
    static void scale(Code code, Scaled what, long scales) {
        code.invoke(new Expr.Call(
                Routines.SCALE,
                List.of(
                        what.x(),
                        what.at(),
                        what.out(),
                        what.at(),
                        what.rows(),
                        number(what.stride()),
                        number(what.n()),
                        WEIGHTS,
                        number(scales))));
    }

    /// Multiplies `V x_rest` by the scales of the rows of `V` and by those of the columns of `U` that it meets.
    void scaleProjection(Code code, Node.SparseLowRankLinear linear, Expr z, Expr at) {
        int rank = linear.thinning().rank();
        Weight weight = linear.weight();
        WeightLayout.Entry factor = layout.entry(weight.path() + ".project");
        WeightLayout.Entry columns = layout.columns(weight).entry();
        Scaled scaled = new Scaled(z, z, at, number(1), 0, rank);
        if (factor.layout().scaled()) {
            scale(code, scaled, factor.scale(0));
        }
        if (columns.layout().scaled()) {
            scale(code, scaled, columns.scale(weight.type().size(1)));
        }
    }

    /// Every row has its own kept channels: zeroes the others, then multiplies whole.
    void thinned(Turns turns, Node.SparseLowRankLinear linear, Expr x, Expr y, Expr rows, Expr tiledRows) {
        Weight weight = linear.weight();
        int in = weight.type().size(1);
        int rank = linear.thinning().rank();
        int stride = StripLayout.padded(in + rank);
        Expr masked = program.rows("masked", in + rank);
        Selection selection = new Selection(program, layout, linear);
        String kept = identifier(weight, linear.output()) + "Kept";
        turns.alone().loop(identifier(weight, linear.output()) + "Row", number(0), rows, number(1), body -> {
            Code inner = body.code();
            Expr to = mul(body.index(), number(stride));
            Expr count =
                    inner.let(kept, selection.mask(x, mul(body.index(), number(StripLayout.padded(in))), masked, to));
            selection.count(inner, linear, count);
            if (rank > 0) {
                Expr groups = number(Math.ceilDiv(rank, RowKernels.FUSED));
                Expr at = add(to, number(in));
                Expr rest = projected(inner, linear, 0);
                project(inner, linear, new Projection(rest, groups, number(0), groups, masked, at));
                scaleProjection(inner, linear, masked, at);
            }
        });
        product(turns, weight, new Rows(masked, stride, in + rank), y, tiledRows);
    }

    /// Rows of `stride` elements of which `channels` count.
    private record Rows(Expr x, int stride, int channels) {}

    private void product(Turns turns, Weight weight, Rows rows, Expr y, Expr tiledRows) {
        Place place = layout.columns(weight);
        int out = place.part().out();
        Expr blocks = number(blocks(out));
        Function kernel = program.kernel(new BatchKernel(place.entry().layout()).function());
        turns.shared()
                .invoke(kernel.call(
                        WEIGHTS,
                        number(place.offset()),
                        number(place.entry().stripBytes()),
                        rows.x(),
                        number(rows.stride()),
                        number(rows.channels()),
                        tiledRows,
                        Turns.shareStart(blocks),
                        Turns.shareEnd(blocks),
                        y,
                        number(StripLayout.padded(out))));
        if (place.entry().layout().scalesPlaces()) {
            // Members share out rows now, which others wrote parts of.
            turns.meet();
            int stride = StripLayout.padded(out);
            Expr first = Turns.shareStart(tiledRows);
            Expr own = arith(Expr.Arith.Op.SUB, Turns.shareEnd(tiledRows), first);
            Scaled scaled = new Scaled(y, y, mul(first, number(stride)), own, stride, stride);
            scale(turns.shared(), scaled, place.entry().place(place.part().from()));
        }
    }

    /// What `V` multiplies: the rest, times the scales of the places of `V` where it has them.
    ///
    /// @param index tells apart linears whose projections are made at the same time
    Expr projected(Code code, Node.SparseLowRankLinear linear, int index) {
        int in = linear.weight().type().size(1);
        Expr rest = rest(program, in);
        WeightLayout.Entry factor = layout.entry(linear.weight().path() + ".project");
        if (!factor.layout().scalesPlaces()) {
            return rest;
        }
        int stride = StripLayout.padded(in);
        Expr scaled = program.floats("rest" + in + "_" + index, stride);
        scale(code, new Scaled(rest, scaled, number(0), number(1), stride, stride), factor.place(0));
        return scaled;
    }

    /// What to multiply by which groups of the rows of `V`, and where the results go.
    record Projection(Expr rest, Expr groups, Expr first, Expr last, Expr z, Expr to) {}

    /// The first half of the low-rank term: `z = V x_rest`.
    void project(Code code, Node.SparseLowRankLinear linear, Projection projection) {
        Weight weight = linear.weight();
        int rank = linear.thinning().rank();
        WeightLayout.Entry factor = layout.entry(weight.path() + ".project");
        Function kernel = program.kernel(new RowKernels(factor.layout()).listed());
        code.invoke(kernel.call(
                WEIGHTS,
                number(factor.offset()),
                number((int) (factor.stripBytes() / 4)),
                projection.rest(),
                program.all(rank, RowKernels.FUSED),
                program.ones(rank + RowKernels.FUSED),
                projection.groups(),
                projection.first(),
                projection.last(),
                new Expr.Call(Routines.SUMS, List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref())),
                projection.z(),
                projection.to()));
    }

    /// What is left of an input of `in` channels. Each width has its own, because what lies past the last channel
    /// must stay zero.
    static Expr rest(ProgramBuilder program, int in) {
        return program.floats("rest" + in, StripLayout.padded(in));
    }

    /// Blocks of outputs, the unit in which they are shared out.
    static int blocks(int out) {
        return StripLayout.padded(out) / StripLayout.ALIGNMENT;
    }

    /// A name for the local variables of one linear. The value's id keeps apart linears whose weights share the
    /// last part of their path, or are the same.
    static String identifier(Weight weight, Value output) {
        String name = weight.path().replaceAll(".*\\.", "").replaceAll("[^A-Za-z0-9]", "_");
        return name + output.id();
    }
}
