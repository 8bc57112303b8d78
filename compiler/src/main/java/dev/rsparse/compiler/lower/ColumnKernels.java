package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.kernel.Code.widen;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Matrix times vector over columns: `y[o] = sum over entries i of values[i] * W[o,channels[i]]`, where a column
/// is one contiguous strip. Only the columns of listed channels are read, which is what makes activation sparsity
/// pay.
///
/// Eight columns are fused per pass over `y`: a strip at a time would be bound by the loads and stores of `y`. The
/// eight stand far apart in the list (entries `k*groups + g` make group `g`), because neighbouring short strips
/// share pages and confuse the hardware's stream prefetcher. When all channels are listed, in order, they make
/// eight long streams.
///
/// One function serves all shapes of a format: constant bounds would gain a tenth as long as everything is in the
/// caches and nothing otherwise, and each further function waits for the JIT.
final class ColumnKernels {

    /// Columns fused per pass.
    static final int FUSED = 8;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var STRIDE = Var.of("stride", Type.I64);
    private static final Var CHANNELS = Var.of("channels", Type.INTS);
    private static final Var VALUES = Var.of("values", Type.FLOATS);
    private static final Var COUNT = Var.of("count", Type.I32);
    private static final Var GROUPS = Var.of("groups", Type.I32);
    private static final Var FIRST = Var.of("first", Type.I32);
    private static final Var LAST = Var.of("last", Type.I32);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var END = Var.of("end", Type.I32);
    private static final Var PARTS = Var.of("parts", Type.I32);
    private static final Var RANGES = Var.of("ranges", Type.I32);
    private static final Var BLOCKS = Var.of("blocks", Type.I32);
    private static final Var MEMBERS = Var.of("members", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);
    private static final Var TO = Var.of("to", Type.I32);

    private final StripCode strips;

    ColumnKernels(StripLayout layout) {
        this.strips = new StripCode(layout);
    }

    /// Fills the last group of a list with its first channel at value zero, and returns the number of groups; both
    /// arrays need room for seven more entries. Not with a fixed channel: its column may be inactive, and then
    /// it is neither in a cache nor to be read.
    static Function pad() {
        Code code = new Code();
        code.loop("i", COUNT.ref(), add(COUNT.ref(), number(FUSED - 1)), number(1), body -> {
            body.code().storeElement(CHANNELS.ref(), body.index(), element(CHANNELS.ref(), number(0)));
            body.code().storeElement(VALUES.ref(), body.index(), new Expr.ConstFloat(0));
        });
        code.result(groups(COUNT.ref()));
        return new Function(
                "padColumns",
                "Fills the last group of listed channels and counts the groups.",
                false,
                List.of(CHANNELS, VALUES, COUNT),
                Type.I32,
                code.statements());
    }

    /// Groups that `count` entries make.
    static Expr groups(Expr count) {
        return count instanceof Expr.ConstInt(int constant)
                ? number(Math.ceilDiv(constant, FUSED))
                : arith(Expr.Arith.Op.DIV, add(count, number(FUSED - 1)), number(FUSED));
    }

    /// One member's share of a product.
    ///
    /// The groups are cut into `parts` whatever the number of members, and each part is summed into its own run of
    /// `y`, so that sums do not depend on the team. Outputs are cut further when parts and members do not match:
    /// into `ranges`, such that the pieces can be shared out evenly.
    Function share() {
        Code code = new Code();
        Expr tasks = code.let("tasks", mul(PARTS.ref(), RANGES.ref()));
        Expr next = add(Turns.MEMBER.ref(), number(1));
        Expr begin = arith(Expr.Arith.Op.DIV, mul(tasks, Turns.MEMBER.ref()), MEMBERS.ref());
        Expr end = arith(Expr.Arith.Op.DIV, mul(tasks, next), MEMBERS.ref());
        code.loop("task", begin, end, number(1), body -> {
            Code inner = body.code();
            Expr part = inner.let("part", arith(Expr.Arith.Op.DIV, body.index(), RANGES.ref()));
            Expr range = inner.let("range", arith(Expr.Arith.Op.REM, body.index(), RANGES.ref()));
            Expr run = mul(mul(part, BLOCKS.ref()), number(strips.block()));
            inner.invoke(columns()
                    .call(
                            WEIGHTS.ref(),
                            BASE.ref(),
                            STRIDE.ref(),
                            CHANNELS.ref(),
                            VALUES.ref(),
                            GROUPS.ref(),
                            cut(GROUPS.ref(), part, PARTS.ref()),
                            cut(GROUPS.ref(), add(part, number(1)), PARTS.ref()),
                            cut(BLOCKS.ref(), range, RANGES.ref()),
                            cut(BLOCKS.ref(), add(range, number(1)), RANGES.ref()),
                            Y.ref(),
                            add(TO.ref(), run)));
        });
        return new Function(
                "product" + strips.suffix(),
                "One member's share of a product over listed columns, in parts of " + strips.block()
                        + " * blocks outputs.",
                false,
                List.of(
                        WEIGHTS,
                        BASE,
                        STRIDE,
                        CHANNELS,
                        VALUES,
                        GROUPS,
                        PARTS,
                        RANGES,
                        BLOCKS,
                        Y,
                        TO,
                        Turns.MEMBER,
                        MEMBERS),
                Type.NOTHING,
                code.statements());
    }

    private static Expr cut(Expr count, Expr piece, Expr pieces) {
        return arith(Expr.Arith.Op.DIV, mul(count, piece), pieces);
    }

    /// Groups `first..last` of the listed channels, blocks `from..end` of the outputs.
    Function columns() {
        Code code = new Code();
        Expr block = number(strips.block());
        code.loop(
                "zero",
                add(TO.ref(), mul(FROM.ref(), block)),
                add(TO.ref(), mul(END.ref(), block)),
                new Expr.Lanes(),
                body -> body.code().storeVector(Y.ref(), body.index(), new Expr.Zero()));
        code.loop("group", FIRST.ref(), LAST.ref(), number(1), body -> pass(body.code(), body.index()));
        return new Function(
                "columns" + strips.suffix(),
                "y[to..] = the sum of values[i] times column channels[i] over groups first..last, for blocks from..end"
                        + " of "
                        + strips.block() + " outputs.",
                false,
                List.of(WEIGHTS, BASE, STRIDE, CHANNELS, VALUES, GROUPS, FIRST, LAST, FROM, END, Y, TO),
                Type.NOTHING,
                code.statements());
    }

    /// Adds the scaled columns of one group to `y`.
    private void pass(Code code, Expr group) {
        List<Expr> starts = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        List<Expr> factors = new ArrayList<>();
        for (int k = 0; k < FUSED; k++) {
            Expr entry = add(mul(GROUPS.ref(), number(k)), group);
            Expr offset = mul(widen(element(CHANNELS.ref(), entry)), STRIDE.ref());
            starts.add(code.let("column" + k, add(BASE.ref(), offset)));
            values.add(code.let("value" + k, element(VALUES.ref(), entry)));
            factors.add(code.let("x" + k, new Expr.Splat(values.getLast())));
        }
        Optional<Expr> raise = raise(code, values);
        Expr words = number(strips.words(strips.block()));
        code.loop("word", mul(FROM.ref(), words), mul(END.ref(), words), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", mul(widen(body.index()), number(4L)));
            List<Expr> targets = strips.targets(inner, "o", body.index()).stream()
                    .map(target -> add(TO.ref(), target))
                    .toList();
            List<Expr> sums = new ArrayList<>();
            for (Expr target : targets) {
                Expr sum = new Expr.LoadArray(Y.ref(), target);
                sums.add(raise.<Expr>map(off -> new Expr.AddVectors(sum, off)).orElse(sum));
            }
            for (int k = 0; k < FUSED; k++) {
                List<Expr> loaded = strips.loadRaised(inner, "w" + k, WEIGHTS.ref(), add(starts.get(k), bytes));
                for (int v = 0; v < loaded.size(); v++) {
                    sums.set(v, inner.let("y" + v + "_" + k, new Expr.Fma(loaded.get(v), factors.get(k), sums.get(v))));
                }
            }
            for (int v = 0; v < targets.size(); v++) {
                inner.storeVector(Y.ref(), targets.get(v), sums.get(v));
            }
        });
    }

    /// What the products of one group with `values` are to be lowered by, negated, where the format raises them.
    private Optional<Expr> raise(Code code, List<Expr> values) {
        if (strips.raise() == 0) {
            return Optional.empty();
        }
        Expr sum = values.stream().reduce(Code::add).orElseThrow();
        Expr off = arith(Expr.Arith.Op.MUL, new Expr.ConstFloat(-strips.raise()), sum);
        return Optional.of(code.let("raise", new Expr.Splat(off)));
    }
}
