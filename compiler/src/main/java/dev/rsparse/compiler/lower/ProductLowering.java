package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.kernel.Code.widen;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.lower.ProductOperands.Operand;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import java.util.ArrayList;
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
    private final ProductOperands operands;

    ProductLowering(ProgramBuilder program, WeightLayout layout, LinearLowering linears) {
        this.program = program;
        this.layout = layout;
        this.linears = linears;
        this.operands = new ProductOperands(program, layout);
    }

    /// Where sums go: `parts` runs of `run` outputs, whole blocks, from `to` on.
    private record Target(Expr y, int to, int parts, int run) {
        int end() {
            return to + parts * run;
        }
    }

    /// @param ys where each linear's outputs go
    void decode(Turns turns, Product product, Expr x, List<Expr> ys) {
        Operand operand = operands.of(turns, product, x);
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
            if (place(linear).entry().layout().scaled()) {
                linears.scaleProjection(turns.alone(), linear, lowRankValues(product, linear), number(0));
            }
        }
        Place first = place(product.linears().getFirst());
        int whole = first.entry().layout().whole(first.entry().length());
        boolean direct = ys.size() == 1 && product.parts() == 1;
        Target target = new Target(direct ? ys.getFirst() : parts(0), 0, product.parts(), whole);
        Code pass = new Code();
        share(pass, first.entry(), first.entry().offset(), operand, target);
        program.callNamed(turns.shared(), product.name(), product.thinned().isPresent() ? "sparse" : "dense", pass);
        int end = direct ? 0 : target.end();
        for (Node.SparseLowRankLinear linear : lowRank) {
            end = shareLowRank(turns.shared(), product, linear, end);
        }
        parts(end);
        finish(turns, product, target, ys, direct);
    }

    /// Adds up what threads made in parts, with the low-rank terms and the scales of places. Sums of several
    /// parts are long: threads share them out, since each reads from the caches of the others what those
    /// made.
    private void finish(Turns turns, Product product, Target target, List<Expr> ys, boolean direct) {
        boolean shares = product.parts() > 1;
        if (shares) {
            turns.meet();
        }
        Code code = shares ? turns.shared() : turns.alone();
        int end = direct ? 0 : target.end();
        for (int i = 0; i < ys.size(); i++) {
            Node linear = product.linears().get(i);
            Place place = place(linear);
            int padded = run(place);
            int block = place.entry().layout().block();
            Range range = shares ? Range.ofMember(padded, block) : new Range(number(0), number(padded));
            if (!direct) {
                sum(code, place.part(), target, ys.get(i), range);
            }
            if (lowRank(product).contains(linear)) {
                add(code, end, ys.get(i), range);
                end += padded;
            }
            if (place.entry().layout().scalesPlaces()) {
                scalePlaces(code, place, ys.get(i), range);
            }
        }
        if (shares) {
            turns.meet();
        }
        if (new StripCode(place(product.linears().getFirst()).entry().layout()).raises()) {
            clearPadding(turns, product, ys);
        }
    }

    /// Outputs `from` and the `count - 1` after it.
    private record Range(Expr from, Expr count) {

        /// The member's share of `n` outputs, whole blocks of `size`.
        static Range ofMember(int n, int size) {
            Expr blocks = number(n / size);
            Expr block = number(size);
            Expr from = mul(Turns.shareStart(blocks), block);
            return new Range(from, arith(Expr.Arith.Op.SUB, mul(Turns.shareEnd(blocks), block), from));
        }
    }

    private void sum(Code code, WeightLayout.Part part, Target target, Expr y, Range range) {
        Expr stride = number(target.run());
        code.invoke(new Expr.Call(
                Routines.SUM_PARTS,
                List.of(
                        target.y(),
                        Code.add(number(part.from()), range.from()),
                        stride,
                        number(target.parts()),
                        y,
                        range.from(),
                        range.count())));
    }

    /// Adds a low-rank term that lies at `at` among the parts.
    private void add(Code code, int at, Expr y, Range range) {
        Expr from = Code.add(number(at), range.from());
        code.invoke(new Expr.Call(Routines.ADD_PART, List.of(parts(at), from, y, range.from(), range.count())));
    }

    private static void scalePlaces(Code code, Place place, Expr y, Range range) {
        Expr scales = Code.add(
                number(place.entry().place(place.part().from())), mul(widen(range.from()), number((long) Float.BYTES)));
        LinearLowering.scale(code, new LinearLowering.Scaled(y, y, range.from(), number(1), 0, range.count()), scales);
    }

    /// Sums of numbers that are decoded too large are lowered again, which is not exact: what follows the
    /// last output would not be zero, as readers of whole vectors need it.
    private void clearPadding(Turns turns, Product product, List<Expr> ys) {
        for (int i = 0; i < ys.size(); i++) {
            Place place = place(product.linears().get(i));
            int out = place.part().out();
            int padded = run(place);
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
        int fused = operands.fused(product);
        return program.floats(name, Math.ceilDiv(rank, fused) * fused);
    }

    /// Returns where the next sums may go.
    private int shareLowRank(Code code, Product product, Node.SparseLowRankLinear linear, int to) {
        Place place = place(linear);
        Operand operand = operands.all(product, linear.thinning().rank(), 1, lowRankValues(product, linear));
        Target target = new Target(parts(to), to, 1, run(place));
        long columns = place.offset() + product.in() * place.entry().stripBytes();
        Code pass = new Code();
        share(pass, place.entry(), columns, operand, target);
        program.callNamed(code, linear.weight().path(), "low_rank", pass);
        return target.end();
    }

    private void share(Code code, WeightLayout.Entry entry, long base, Operand operand, Target target) {
        ColumnKernels kernels = new ColumnKernels(entry.layout(), operand.listing());
        program.kernel(kernels.columns());
        Expr parts = number(target.parts());
        Function share = program.kernel(kernels.share());
        List<Expr> arguments = new ArrayList<>(List.of(
                LinearLowering.WEIGHTS,
                number(base),
                number(entry.stripBytes()),
                operand.channels(),
                operand.values(),
                operand.cuts(),
                parts,
                new Expr.Call(Routines.RANGES, List.of(WORKSPACE, parts)),
                number(target.run() / entry.layout().block()),
                target.y(),
                number(target.to()),
                Turns.MEMBER.ref(),
                Turns.members()));
        arguments.addAll(kernels.further(number(operand.groups())));
        code.invoke(share.call(arguments.toArray(Expr[]::new)));
    }

    /// The array for sums that are not results yet.
    private Expr parts(int length) {
        return program.floats("parts", length);
    }

    /// Outputs of one linear, to the end of its part of a strip.
    private static int run(Place place) {
        return place.entry().layout().whole(place.part().out());
    }

    private Place place(Node linear) {
        return layout.columns(Product.weight(linear));
    }
}
