package dev.rsparse.compiler.lower;

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

    /// The rows of a batch.
    ///
    /// @param tiled how many they are, rounded up to whole tiles
    /// @param first where the member's own begin; they end before `last`
    record Batch(Expr tiled, Expr first, Expr last) {}

    /// All channels.
    void dense(Turns turns, Weight weight, Expr x, Expr y, Batch batch) {
        int in = weight.type().size(1);
        int stride = StripLayout.padded(in);
        WeightLayout.Entry entry = layout.columns(weight).entry();
        Expr scaled = x;
        if (entry.layout().scaled()) {
            scaled = program.rows("scaled", in);
            scale(turns.rows(), Scaled.own(x, scaled, batch, in), entry.scale(0));
        }
        product(turns, weight, new Rows(scaled, stride, in), y, batch);
    }

    /// What is multiplied by scales: `rows` rows of `n` elements from `at` on.
    record Scaled(Expr x, Expr out, Expr at, Expr rows, int stride, Expr n) {

        Scaled(Expr x, Expr out, Expr at, Expr rows, int stride, int n) {
            this(x, out, at, rows, stride, number(n));
        }

        /// The member's own rows.
        static Scaled own(Expr x, Expr out, Batch batch, int n) {
            int stride = StripLayout.padded(n);
            Expr rows = arith(Expr.Arith.Op.SUB, batch.last(), batch.first());
            return new Scaled(x, out, mul(batch.first(), number(stride)), rows, stride, n);
        }
    }

    /// Multiplies by the scales at byte `scales` of the weights.
    static void scale(Code code, Scaled what, long scales) {
        scale(code, what, number(scales));
    }

    /// As [#scale(Code, Scaled, long)].
    static void scale(Code code, Scaled what, Expr scales) {
        code.invoke(new Expr.Call(
                Routines.SCALE,
                List.of(
                        what.x(),
                        what.at(),
                        what.out(),
                        what.at(),
                        what.rows(),
                        number(what.stride()),
                        what.n(),
                        WEIGHTS,
                        scales)));
    }

    /// Multiplies `V x_rest` by the scales of the rows of `V` and by those of the columns of `U` that it meets.
    void scaleProjection(Code code, Node.SparseLowRankLinear linear, Expr z, Expr at) {
        scaleProjection(
                code,
                linear,
                new Scaled(z, z, at, number(1), 0, linear.thinning().rank()));
    }

    void scaleProjection(Code code, Node.SparseLowRankLinear linear, Scaled scaled) {
        Weight weight = linear.weight();
        WeightLayout.Entry factor = layout.entry(weight.path() + ".project");
        WeightLayout.Entry columns = layout.columns(weight).entry();
        if (factor.layout().scaled()) {
            scale(code, scaled, factor.scale(0));
        }
        if (columns.layout().scaled()) {
            scale(code, scaled, columns.scale(weight.type().size(1)));
        }
    }

    /// Every row has its own kept channels: zeroes the others, then multiplies whole.
    void thinned(Turns turns, Node.SparseLowRankLinear linear, Expr x, Expr y, Batch batch) {
        Weight weight = linear.weight();
        int in = weight.type().size(1);
        int rank = linear.thinning().rank();
        Rows masked = new Rows(program.rows("masked", in + rank), StripLayout.padded(in + rank), in + rank);
        Expr rest = rank > 0 ? program.rows("rest", in) : x;
        Selection selection = new Selection(program, layout, linear);
        String name = identifier(weight, linear.output());
        turns.rows().loop(name + "Row", batch.first(), batch.last(), number(1), body -> {
            Code inner = body.code();
            Expr from = mul(body.index(), number(StripLayout.padded(in)));
            Expr to = mul(body.index(), number(masked.stride()));
            Expr kept = inner.let(name + "Kept", selection.mask(x, from, masked.x(), to, rest));
            selection.count(inner, linear, ProgramBuilder.counters(), kept);
        });
        if (rank > 0) {
            project(turns, linear, rest, masked, batch);
        }
        product(turns, weight, masked, y, batch);
    }

    /// Puts `V x_rest`, scaled, behind the kept channels of each row.
    private void project(Turns turns, Node.SparseLowRankLinear linear, Expr rest, Rows masked, Batch batch) {
        int in = linear.weight().type().size(1);
        int rank = linear.thinning().rank();
        WeightLayout.Entry factor = layout.entry(linear.weight().path() + ".project");
        RowBatchKernel kernel = new RowBatchKernel(factor.layout(), in, rank);
        Expr z = program.rows("projected", rank);
        Expr tiles = number(kernel.tiles());
        if (factor.layout().scalesPlaces()) {
            scalePlaces(turns, rest, rest, batch, in, factor.place(0));
        }
        turns.shared()
                .invoke(program.kernel(kernel.function())
                        .call(
                                WEIGHTS,
                                number(factor.offset()),
                                rest,
                                batch.tiled(),
                                Turns.shareStart(tiles),
                                Turns.shareEnd(tiles),
                                sums(),
                                z));
        Code own = turns.rows();
        scaleProjection(own, linear, Scaled.own(z, z, batch, rank));
        own.invoke(new Expr.Call(
                Routines.COPY_ROWS,
                List.of(
                        z,
                        number(StripLayout.padded(rank)),
                        masked.x(),
                        number(in),
                        number(masked.stride()),
                        batch.first(),
                        batch.last(),
                        number(rank))));
    }

    /// Rows of `stride` elements of which `channels` count.
    private record Rows(Expr x, int stride, int channels) {}

    private void product(Turns turns, Weight weight, Rows rows, Expr y, Batch batch) {
        Place place = layout.columns(weight);
        int out = place.part().out();
        Expr blocks = number(StripLayout.padded(out) / StripLayout.ALIGNMENT);
        BatchKernel kernels = new BatchKernel(place.entry().layout());
        program.kernel(kernels.pack());
        program.kernel(BatchKernel.tile());
        turns.shared()
                .invoke(program.kernel(kernels.function())
                        .call(
                                WEIGHTS,
                                number(place.offset()),
                                number(place.entry().stripBytes()),
                                rows.x(),
                                number(rows.stride()),
                                number(rows.channels()),
                                number(new StripCode(place.entry().layout()).words(out)),
                                batch.tiled(),
                                Turns.shareStart(blocks),
                                Turns.shareEnd(blocks),
                                y,
                                number(StripLayout.padded(out)),
                                new Expr.Call(
                                        Routines.PANEL, List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref()))));
        if (place.entry().layout().scalesPlaces()) {
            scalePlaces(
                    turns, y, y, batch, out, place.entry().place(place.part().from()));
        }
    }

    /// Multiplies the rows of a batch by the scales of places, to the end of a strip: what lies there must be zero.
    ///
    /// @param scales where those of `n` numbers are among the weights
    static void scalePlaces(Turns turns, Expr x, Expr out, Batch batch, int n, long scales) {
        scale(turns.rows(), Scaled.own(x, out, batch, StripLayout.padded(n)), scales);
    }

    /// The member's scratch for partial sums.
    static Expr sums() {
        return new Expr.Call(Routines.SUMS, List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref()));
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
                sums(),
                projection.z(),
                projection.to()));
    }

    /// What is left of an input of `in` channels. Each width has its own, because what lies past the last channel
    /// must stay zero.
    static Expr rest(ProgramBuilder program, int in) {
        return program.floats("rest" + in, StripLayout.padded(in));
    }

    /// A name for the local variables of one linear. The value's id keeps apart linears whose weights share the
    /// last part of their path, or are the same.
    static String identifier(Weight weight, Value output) {
        String name = weight.path().replaceAll(".*\\.", "").replaceAll("[^A-Za-z0-9]", "_");
        return name + output.id();
    }
}
