package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.lower.ColumnPass.Listing;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Matrix times vector over columns: `y[o] = sum over entries i of values[i] * W[o,channels[i]]`, where a column
/// is one contiguous strip. Only the columns of listed channels are read, which is what makes activation sparsity
/// pay.
///
/// Several columns, a group, are fused per pass over `y` ([ColumnPass]): a strip at a time would be bound by
/// the loads and stores of `y`. The columns of a group lie far apart, because neighbouring short strips share
/// pages and confuse the hardware's stream prefetcher. When all channels are listed, in order, entries
/// `k*groups + g` make group `g`: as many long streams. Kept channels are listed in an order in which
/// neighbours lie far apart ([dev.rsparse.runtime.kernel.KeptChannels]), and neighbours make a group: then
/// the order of a sum does not depend on which channels there are.
///
/// One function serves all shapes of a format: constant bounds would gain a tenth as long as everything is in the
/// caches and nothing otherwise, and each further function waits for the JIT.
final class ColumnKernels {

    private static final Var CUTS = Var.of("cuts", Type.INTS);
    private static final Var FIRST = Var.of("first", Type.I32);
    private static final Var LAST = Var.of("last", Type.I32);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var END = Var.of("end", Type.I32);
    private static final Var PARTS = Var.of("parts", Type.I32);
    private static final Var RANGES = Var.of("ranges", Type.I32);
    private static final Var BLOCKS = Var.of("blocks", Type.I32);
    private static final Var MEMBERS = Var.of("members", Type.I32);

    /// Groups per call of [#columns]. A first call that goes through a whole head is compiled while it runs, before
    /// it was ever seen to end: HotSpot then throws that code away when it ends, and runs the slow one for another
    /// second.
    private static final int SLICE = 32;

    private final StripCode strips;
    private final ColumnPass pass;

    ColumnKernels(StripLayout layout, Listing list) {
        this.strips = new StripCode(layout);
        this.pass = new ColumnPass(strips, list);
    }

    /// The last arguments of [#share]; the number of groups is needed for a list of all columns.
    List<Expr> further(Expr groups) {
        return pass.further(groups);
    }

    /// Groups of `fused` that `count` entries make.
    static int groups(int count, int fused) {
        return Math.ceilDiv(count, fused);
    }

    /// One member's share of a product.
    ///
    /// The groups are cut into `parts` at `cuts` whatever the number of members, and each part is summed into
    /// its own run of `y`, so that sums do not depend on the team. Outputs are cut further when parts and
    /// members do not match: into `ranges`, such that the pieces can be shared out evenly.
    Function share() {
        Code code = new Code();
        Expr tasks = code.let("tasks", mul(PARTS.ref(), RANGES.ref()));
        Expr next = add(Turns.MEMBER.ref(), number(1));
        Expr begin = arith(Expr.Arith.Op.DIV, mul(tasks, Turns.MEMBER.ref()), MEMBERS.ref());
        Expr end = arith(Expr.Arith.Op.DIV, mul(tasks, next), MEMBERS.ref());
        code.loop("task", begin, end, number(1), body -> piece(body.code(), body.index()));
        return new Function(
                pass.name("product"),
                "One member's share of a product over listed columns, in parts of " + strips.block()
                        + " * blocks outputs.",
                false,
                with(
                        ColumnPass.WEIGHTS,
                        ColumnPass.BASE,
                        ColumnPass.STRIDE,
                        ColumnPass.CHANNELS,
                        ColumnPass.VALUES,
                        CUTS,
                        PARTS,
                        RANGES,
                        BLOCKS,
                        ColumnPass.Y,
                        ColumnPass.TO,
                        Turns.MEMBER,
                        MEMBERS),
                Type.NOTHING,
                code.statements());
    }

    /// One part of the groups for one range of the outputs, summed in slices.
    private void piece(Code code, Expr task) {
        Expr part = code.let("part", arith(Expr.Arith.Op.DIV, task, RANGES.ref()));
        Expr range = code.let("range", arith(Expr.Arith.Op.REM, task, RANGES.ref()));
        Expr from = code.let("from", cut(BLOCKS.ref(), range, RANGES.ref()));
        Expr to = code.let("end", cut(BLOCKS.ref(), add(range, number(1)), RANGES.ref()));
        Expr run = add(ColumnPass.TO.ref(), mul(mul(part, BLOCKS.ref()), number(strips.block())));
        Expr target = code.let("run", run);
        zero(code, target, from, to);
        Expr last = code.let("last", element(CUTS.ref(), add(part, number(1))));
        Expr slice = number(SLICE * pass.step());
        code.loop("first", element(CUTS.ref(), part), last, slice, groups -> {
            List<Expr> arguments = new ArrayList<>(List.of(
                    ColumnPass.WEIGHTS.ref(),
                    ColumnPass.BASE.ref(),
                    ColumnPass.STRIDE.ref(),
                    ColumnPass.CHANNELS.ref(),
                    ColumnPass.VALUES.ref(),
                    groups.index(),
                    new Expr.Min(add(groups.index(), slice), last),
                    from,
                    to,
                    ColumnPass.Y.ref(),
                    target));
            pass.further().forEach(given -> arguments.add(given.ref()));
            groups.code().invoke(columns().call(arguments.toArray(Expr[]::new)));
        });
    }

    static Expr cut(Expr count, Expr piece, Expr pieces) {
        return arith(Expr.Arith.Op.DIV, mul(count, piece), pieces);
    }

    private void zero(Code code, Expr to, Expr from, Expr end) {
        Expr block = number(strips.block());
        code.loop(
                "zero",
                add(to, mul(from, block)),
                add(to, mul(end, block)),
                new Expr.Lanes(),
                body -> body.code().storeVector(ColumnPass.Y.ref(), body.index(), new Expr.Zero()));
    }

    /// Groups `first..last` of the listed channels, blocks `from..end` of the outputs.
    Function columns() {
        Code code = new Code();
        Expr words = number(strips.words(strips.block()));
        code.loop(
                "group",
                FIRST.ref(),
                LAST.ref(),
                number(pass.step()),
                body -> pass.add(body.code(), body.index(), LAST.ref(), mul(FROM.ref(), words), mul(END.ref(), words)));
        return new Function(
                pass.name("columns"),
                "y[to..] += the sum of values[i] times column channels[i] over groups first..last, for blocks from..end"
                        + " of "
                        + strips.block() + " outputs.",
                false,
                with(
                        ColumnPass.WEIGHTS,
                        ColumnPass.BASE,
                        ColumnPass.STRIDE,
                        ColumnPass.CHANNELS,
                        ColumnPass.VALUES,
                        FIRST,
                        LAST,
                        FROM,
                        END,
                        ColumnPass.Y,
                        ColumnPass.TO),
                Type.NOTHING,
                code.statements());
    }

    private List<Var> with(Var... parameters) {
        return Stream.concat(Stream.of(parameters), pass.further().stream()).toList();
    }
}
