package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.lower.GroupOperands.Operand;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// One token of each of several sequences through the linears of a product: every sequence has its own mask, and
/// the columns that at least one of them keeps are read once for all.
///
/// The steps are those of [ProductLowering], with a row for each sequence.
final class GroupProductLowering {

    private final ProgramBuilder program;
    private final WeightLayout layout;
    private final LinearLowering linears;

    GroupProductLowering(ProgramBuilder program, WeightLayout layout) {
        this.program = program;
        this.layout = layout;
        this.linears = new LinearLowering(program, layout);
    }

    /// Where sums go: for each sequence, every `stride` elements, `parts` runs of `run` outputs, whole blocks, from
    /// `to`
    /// on.
    private record Target(Expr y, int stride, int to, int parts, int run) {}

    /// @param ys where each linear's outputs go
    void lower(Step step, Product product, Expr x, List<Expr> ys) {
        Turns turns = step.turns();
        LinearLowering.Batch batch = step.batch().orElseThrow();
        List<Node.SparseLowRankLinear> lowRank = ProductLowering.lowRank(product);
        Operand operand = new GroupOperands(program, layout).of(step, product, x);
        lowRank.forEach(linear -> project(turns, product, linear, batch));
        Place first = place(product.linears().getFirst());
        int whole = first.entry().layout().whole(first.entry().length());
        boolean direct = ys.size() == 1 && product.parts() == 1;
        int all = product.parts() * whole;
        int stride = (direct ? 0 : all) + lowRank.stream().mapToInt(this::run).sum();
        Expr parts = program.groupRows("groupParts", stride);
        Target target = direct
                ? new Target(ys.getFirst(), stride(product.linears().getFirst()), 0, 1, whole)
                : new Target(parts, stride, 0, product.parts(), whole);
        turns.meet();
        share(step, first.entry(), first.entry().offset(), operand, target);
        int to = direct ? 0 : all;
        for (Node.SparseLowRankLinear linear : lowRank) {
            shareLowRank(step, product, linear, new Target(parts, stride, to, 1, run(linear)));
            to += run(linear);
        }
        if (!direct) {
            addUp(turns.rows(), batch, product, target, ys);
        }
        to = direct ? 0 : all;
        for (Node.SparseLowRankLinear linear : lowRank) {
            Expr y = ys.get(product.linears().indexOf(linear));
            addLowRank(turns.rows(), batch, new Target(parts, stride, to, 1, run(linear)), y, stride(linear));
            to += run(linear);
        }
        finish(turns, batch, product, ys);
    }

    /// `V x_rest` of every sequence, scaled.
    private void project(Turns turns, Product product, Node.SparseLowRankLinear linear, LinearLowering.Batch batch) {
        int in = product.in();
        int rank = linear.thinning().rank();
        WeightLayout.Entry factor = layout.entry(linear.weight().path() + ".project");
        Expr rest = program.rows("rest", in);
        Expr scaled = rest;
        if (factor.layout().scalesPlaces()) {
            scaled = program.groupRows("groupRest" + product.linears().indexOf(linear), in);
            LinearLowering.scalePlaces(turns, rest, scaled, batch, in, factor.place(0));
        }
        RowBatchKernel kernel = new RowBatchKernel(factor.layout(), in, rank);
        Expr tiles = number(kernel.tiles());
        Expr z = lowRankValues(product, linear);
        turns.shared()
                .invoke(program.kernel(kernel.function())
                        .call(
                                LinearLowering.WEIGHTS,
                                number(factor.offset()),
                                scaled,
                                batch.tiled(),
                                Turns.shareStart(tiles),
                                Turns.shareEnd(tiles),
                                LinearLowering.sums(),
                                z));
        linears.scaleProjection(turns.rows(), linear, LinearLowering.Scaled.own(z, z, batch, rank));
    }

    /// `V x_rest`, and zeros to the end of a row, which is why ranks do not share an array.
    private Expr lowRankValues(Product product, Node.SparseLowRankLinear linear) {
        int rank = linear.thinning().rank();
        return program.groupRows("groupLow" + rank + "_" + product.linears().indexOf(linear), rank);
    }

    private void shareLowRank(Step step, Product product, Node.SparseLowRankLinear linear, Target target) {
        Place place = place(linear);
        int rank = linear.thinning().rank();
        Operand operand = Operand.all(
                program,
                rank,
                new StripCode(place.entry().layout()).fused(),
                1,
                lowRankValues(product, linear),
                StripLayout.padded(rank));
        long columns = place.offset() + product.in() * place.entry().stripBytes();
        share(step, place.entry(), columns, operand, target);
    }

    private void share(Step step, WeightLayout.Entry entry, long base, Operand operand, Target target) {
        GroupColumnKernels kernels = new GroupColumnKernels(entry.layout(), operand.listing());
        kernels.functions().forEach(program::kernel);
        Function share = program.kernel(kernels.share());
        Expr parts = number(target.parts());
        step.turns()
                .shared()
                .invoke(share.call(
                        LinearLowering.WEIGHTS,
                        number(base),
                        number(entry.stripBytes()),
                        operand.channels(),
                        operand.places(),
                        operand.values(),
                        number(operand.stride()),
                        step.rows(),
                        number(operand.groups()),
                        operand.cuts(),
                        parts,
                        new Expr.Call(Routines.RANGES, List.of(ProgramBuilder.WORKSPACE.ref(), parts)),
                        number(target.run() / entry.layout().block()),
                        target.y(),
                        number(target.to()),
                        number(target.stride()),
                        LinearLowering.sums(),
                        Turns.MEMBER.ref(),
                        Turns.members()));
    }

    private void addUp(Code code, LinearLowering.Batch batch, Product product, Target target, List<Expr> ys) {
        code.loop(GroupOperands.name(product) + "Sums", batch.first(), batch.last(), number(1), body -> {
            for (int i = 0; i < ys.size(); i++) {
                Node linear = product.linears().get(i);
                Expr from = add(
                        mul(body.index(), number(target.stride())),
                        number(place(linear).part().from()));
                body.code()
                        .invoke(new Expr.Call(
                                Routines.SUM_PARTS,
                                List.of(
                                        target.y(),
                                        from,
                                        number(target.run()),
                                        number(target.parts()),
                                        ys.get(i),
                                        mul(body.index(), number(stride(linear))),
                                        number(run(linear)))));
            }
        });
    }

    private static void addLowRank(Code code, LinearLowering.Batch batch, Target target, Expr y, int stride) {
        code.loop("lowRankOf", batch.first(), batch.last(), number(1), body -> {
            Expr from = add(mul(body.index(), number(target.stride())), number(target.to()));
            body.code()
                    .invoke(new Expr.Call(
                            Routines.ADD_PART,
                            List.of(target.y(), from, y, mul(body.index(), number(stride)), number(target.run()))));
        });
    }

    /// Multiplies outputs by the scales of their places, and clears what follows the last, which readers of whole
    /// vectors need to be zero.
    private void finish(Turns turns, LinearLowering.Batch batch, Product product, List<Expr> ys) {
        for (int i = 0; i < ys.size(); i++) {
            Place place = place(product.linears().get(i));
            StripLayout format = place.entry().layout();
            int out = place.part().out();
            int run = run(product.linears().get(i));
            int stride = stride(product.linears().get(i));
            Expr y = ys.get(i);
            if (format.scalesPlaces()) {
                LinearLowering.scalePlaces(
                        turns,
                        y,
                        y,
                        batch,
                        out,
                        place.entry().place(place.part().from()));
            }
            if (new StripCode(format).raises() && out < run) {
                turns.rows().loop("padding", batch.first(), batch.last(), number(1), body -> {
                    Expr from = mul(body.index(), number(stride));
                    body.code()
                            .invoke(new Expr.Call(
                                    Routines.CLEAR, List.of(y, add(from, number(out)), add(from, number(run)))));
                });
            }
        }
    }

    /// Outputs of a linear, to the end of its part of a strip.
    private int run(Node linear) {
        return place(linear).entry().layout().whole(place(linear).part().out());
    }

    /// Elements from the outputs of one sequence to those of the next.
    private int stride(Node linear) {
        return StripLayout.padded(place(linear).part().out());
    }

    private Place place(Node linear) {
        return layout.columns(Product.weight(linear));
    }
}
