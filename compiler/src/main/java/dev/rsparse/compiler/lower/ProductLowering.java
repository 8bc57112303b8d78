package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// One token through the linears of a product: one choice of channels, one pass over strips that hold the outputs
/// of all of them.
///
/// Low-rank terms differ from linear to linear, so each adds its own `U (V x_rest)`, over the columns of its `U`
/// behind those of `W`.
final class ProductLowering {

    private static final Expr WORKSPACE = ProgramBuilder.WORKSPACE.ref();

    private final ProgramBuilder program;
    private final WeightLayout layout;
    private final LinearLowering linears;

    ProductLowering(ProgramBuilder program, WeightLayout layout, LinearLowering linears) {
        this.program = program;
        this.layout = layout;
        this.linears = linears;
    }

    /// What is multiplied: values and the columns they belong to.
    private record Operand(Expr channels, Expr values, Expr groups) {}

    /// Where sums go: `parts` runs of `blocks` blocks of outputs, from `to` on.
    private record Target(Expr y, int to, int parts, int blocks) {
        int end() {
            return to + parts * blocks * StripLayout.ALIGNMENT;
        }
    }

    /// @param ys where each linear's outputs go
    void decode(Turns turns, Product product, Expr x, List<Expr> ys) {
        Operand operand = operand(turns, product, x);
        List<Node.SparseLowRankLinear> lowRank = lowRank(product);
        List<Expr> rests = lowRank.stream()
                .map(linear -> linears.projected(
                        turns.alone(), linear, product.linears().indexOf(linear)))
                .toList();
        for (int i = 0; i < lowRank.size(); i++) {
            project(turns, product, lowRank.get(i), rests.get(i));
        }
        turns.meet();
        for (Node.SparseLowRankLinear linear : lowRank) {
            if (layout.format().scaled()) {
                linears.scaleProjection(turns.alone(), linear, lowRankValues(product, linear), number(0));
            }
        }
        Place first = place(product.linears().getFirst());
        int blocks = LinearLowering.blocks(first.entry().length());
        boolean direct = ys.size() == 1 && product.parts() == 1;
        Target target = new Target(direct ? ys.getFirst() : parts(0), 0, product.parts(), blocks);
        share(turns.shared(), first.entry(), first.entry().offset(), operand, target);
        int end = direct ? 0 : target.end();
        for (Node.SparseLowRankLinear linear : lowRank) {
            end = shareLowRank(turns.shared(), product, linear, end);
        }
        parts(end);
        if (!direct) {
            sum(turns.alone(), product, target, ys);
        }
        end = direct ? 0 : target.end();
        for (Node.SparseLowRankLinear linear : lowRank) {
            Expr y = ys.get(product.linears().indexOf(linear));
            int run = StripLayout.padded(place(linear).part().out());
            turns.alone()
                    .invoke(new Expr.Call(
                            Routines.ADD_PART, List.of(parts(end), number(end), y, number(0), number(run))));
            end += run;
        }
        if (first.entry().layout().scalesPlaces()) {
            scalePlaces(turns.alone(), product, ys);
        }
        if (new StripCode(first.entry().layout()).raise() != 0) {
            clearPadding(turns, product, ys);
        }
    }

    /// Multiplies outputs by the scales of their places, to the end of their strips.
    private void scalePlaces(Code code, Product product, List<Expr> ys) {
        for (int i = 0; i < ys.size(); i++) {
            Place place = place(product.linears().get(i));
            int run = StripLayout.padded(place.part().out());
            LinearLowering.scale(
                    code,
                    new LinearLowering.Scaled(ys.get(i), ys.get(i), number(0), number(1), run, run),
                    place.entry().place(place.part().from()));
        }
    }

    /// Sums of numbers that are decoded too large are lowered again, which is not exact: what follows the last output
    /// would not be zero, as readers of whole vectors need it.
    private void clearPadding(Turns turns, Product product, List<Expr> ys) {
        for (int i = 0; i < ys.size(); i++) {
            int out = place(product.linears().get(i)).part().out();
            int padded = StripLayout.padded(out);
            if (out < padded) {
                turns.alone().invoke(new Expr.Call(Routines.CLEAR, List.of(ys.get(i), number(out), number(padded))));
            }
        }
    }

    static List<Node.SparseLowRankLinear> lowRank(Product product) {
        return product.linears().stream()
                .filter(Node.SparseLowRankLinear.class::isInstance)
                .map(Node.SparseLowRankLinear.class::cast)
                .filter(linear -> linear.thinning().rank() > 0)
                .toList();
    }

    private Operand operand(Turns turns, Product product, Expr x) {
        int in = product.in();
        if (product.thinned().isEmpty()) {
            return all(in, scaled(turns, product, x));
        }
        Selection selection = new Selection(
                program, layout, product.thinned().get(), !lowRank(product).isEmpty());
        Code code = turns.alone();
        Expr values = program.floats("values", StripLayout.padded(in) + ColumnKernels.FUSED);
        return switch (product.reading()) {
            case ALL -> throw new IllegalStateException(product.name() + " is thinned");
            case MASKED -> {
                count(code, product, selection, selection.mask(x, number(0), values, number(0)));
                yield all(in, values);
            }
            case KEPT -> {
                Expr channels = program.ints("channels", in + ColumnKernels.FUSED);
                Expr kept = count(code, product, selection, selection.list(x, channels, values));
                Function pad = program.kernel(ColumnKernels.pad());
                Expr groups = program.ints("groups", 1);
                code.storeElement(groups, number(0), pad.call(channels, values, kept));
                yield new Operand(channels, values, element(groups, number(0)));
            }
        };
    }

    private Expr scaled(Turns turns, Product product, Expr x) {
        WeightLayout.Entry entry = place(product.linears().getFirst()).entry();
        if (!entry.layout().scaled()) {
            return x;
        }
        int stride = StripLayout.padded(product.in());
        Expr values = program.floats("values", stride + ColumnKernels.FUSED);
        // To the end of the strip: what lies there is zero, as kernels that fuse columns need it.
        LinearLowering.scale(
                turns.alone(),
                new LinearLowering.Scaled(x, values, number(0), number(1), stride, stride),
                entry.scale(0));
        return values;
    }

    private Operand all(int count, Expr values) {
        return new Operand(program.all(count, ColumnKernels.FUSED), values, ColumnKernels.groups(number(count)));
    }

    private Expr count(Code code, Product product, Selection selection, Expr call) {
        Node.SparseLowRankLinear first = product.thinned().orElseThrow();
        Expr kept = code.let(LinearLowering.identifier(first.weight(), first.output()) + "Kept", call);
        for (Node linear : product.linears()) {
            selection.count(code, (Node.SparseLowRankLinear) linear, ProgramBuilder.counters(), kept);
        }
        return kept;
    }

    private void project(Turns turns, Product product, Node.SparseLowRankLinear linear, Expr rest) {
        Expr groups = number(Math.ceilDiv(linear.thinning().rank(), RowKernels.FUSED));
        linears.project(
                turns.shared(),
                linear,
                new LinearLowering.Projection(
                        rest,
                        groups,
                        Turns.shareStart(groups),
                        Turns.shareEnd(groups),
                        lowRankValues(product, linear),
                        number(0)));
    }

    /// `V x_rest`, and zeros up to a whole group, which is why ranks do not share an array.
    private Expr lowRankValues(Product product, Node.SparseLowRankLinear linear) {
        int rank = linear.thinning().rank();
        String name = "low" + rank + "_" + product.linears().indexOf(linear);
        return program.floats(name, Math.ceilDiv(rank, ColumnKernels.FUSED) * ColumnKernels.FUSED);
    }

    /// Returns where the next sums may go.
    private int shareLowRank(Code code, Product product, Node.SparseLowRankLinear linear, int to) {
        Place place = place(linear);
        Operand operand = all(linear.thinning().rank(), lowRankValues(product, linear));
        int blocks = LinearLowering.blocks(place.part().out());
        Target target = new Target(parts(to), to, 1, blocks);
        long columns = place.offset() + product.in() * place.entry().stripBytes();
        share(code, place.entry(), columns, operand, target);
        return target.end();
    }

    private void share(Code code, WeightLayout.Entry entry, long base, Operand operand, Target target) {
        ColumnKernels kernels = new ColumnKernels(entry.layout());
        program.kernel(kernels.columns());
        Expr parts = number(target.parts());
        Function share = program.kernel(kernels.share());
        code.invoke(share.call(
                LinearLowering.WEIGHTS,
                number(base),
                number(entry.stripBytes()),
                operand.channels(),
                operand.values(),
                operand.groups(),
                parts,
                new Expr.Call(Routines.RANGES, List.of(WORKSPACE, parts)),
                number(target.blocks()),
                target.y(),
                number(target.to()),
                Turns.MEMBER.ref(),
                Turns.members()));
    }

    private void sum(Code code, Product product, Target target, List<Expr> ys) {
        for (int i = 0; i < ys.size(); i++) {
            WeightLayout.Part part = place(product.linears().get(i)).part();
            code.invoke(new Expr.Call(
                    Routines.SUM_PARTS,
                    List.of(
                            target.y(),
                            number(part.from()),
                            number(target.blocks() * StripLayout.ALIGNMENT),
                            number(target.parts()),
                            ys.get(i),
                            number(0),
                            number(StripLayout.padded(part.out())))));
        }
    }

    /// The array for sums that are not results yet.
    private Expr parts(int length) {
        return program.floats("parts", length);
    }

    private Place place(Node linear) {
        return layout.columns(Product.weight(linear));
    }
}
