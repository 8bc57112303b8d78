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
import dev.rsparse.compiler.lower.ColumnPass.Listing;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/// The products of [ColumnKernels] for several sequences at once: the columns of one list, each read from memory
/// once and applied to the values that every sequence has there, zero among them.
///
/// A pass takes the columns of a group over a run of the outputs, and all sequences, four or two at a time, before the
/// next group: by then its strips are in a core's own cache. A weight that is decoded meets four sequences, whose sums
/// stay in registers over the columns of the group.
///
/// Every sum is made of the same products in the same order as by [ColumnKernels] with this list, and what they are
/// raised by comes off it at the same place, see [ColumnPass].
final class GroupColumnKernels {

    /// Vectors of outputs of a tile: with four sequences, sixteen sums.
    private static final int VECTORS = 4;

    /// Sequences of a tile.
    private static final int TILE = Workspace.GROUP_TILE;

    private static final int SMALL_TILE = TILE / 2;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var STRIDE = Var.of("stride", Type.I64);
    private static final Var CHANNELS = Var.of("channels", Type.INTS);
    private static final Var PLACES = Var.of("places", Type.INTS);
    private static final Var VALUES = Var.of("values", Type.FLOATS);
    private static final Var VALUE_STRIDE = Var.of("valueStride", Type.I32);
    private static final Var ROWS = Var.of("rows", Type.I32);
    private static final Var CUTS = Var.of("cuts", Type.INTS);
    private static final Var GROUP = Var.of("group", Type.I32);

    /// Columns of the group.
    private static final Var COUNT = Var.of("count", Type.I32);

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
    private static final Var Y_STRIDE = Var.of("yStride", Type.I32);

    /// The values of a tile, a run for each column.
    private static final Var INPUTS = Var.of("inputs", Type.FLOATS);

    private final StripCode strips;
    private final ColumnPass pass;

    GroupColumnKernels(StripLayout layout, Listing list) {
        this.strips = new StripCode(layout);
        this.pass = new ColumnPass(strips, list);
    }

    /// One member's share of a product: parts and ranges of outputs as in [ColumnKernels#share]; the parts of one
    /// sequence follow each other, and those of the next follow `yStride` elements further on.
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
                            PLACES.ref(),
                            VALUES.ref(),
                            VALUE_STRIDE.ref(),
                            ROWS.ref(),
                            ColumnPass.GROUPS.ref(),
                            element(CUTS.ref(), part),
                            element(CUTS.ref(), add(part, number(1))),
                            ColumnKernels.cut(BLOCKS.ref(), range, RANGES.ref()),
                            ColumnKernels.cut(BLOCKS.ref(), add(range, number(1)), RANGES.ref()),
                            Y.ref(),
                            add(TO.ref(), run),
                            Y_STRIDE.ref(),
                            INPUTS.ref()));
        });
        return new Function(
                pass.name("groupProduct"),
                "One member's share of a product of several sequences over listed columns, in parts of "
                        + strips.block() + " * blocks outputs.",
                false,
                List.of(
                        WEIGHTS,
                        BASE,
                        STRIDE,
                        CHANNELS,
                        PLACES,
                        VALUES,
                        VALUE_STRIDE,
                        ROWS,
                        ColumnPass.GROUPS,
                        CUTS,
                        PARTS,
                        RANGES,
                        BLOCKS,
                        Y,
                        TO,
                        Y_STRIDE,
                        INPUTS,
                        Turns.MEMBER,
                        MEMBERS),
                Type.NOTHING,
                code.statements());
    }

    /// All functions that [#share] needs.
    List<Function> functions() {
        return List.of(tile(TILE), tile(SMALL_TILE), columns(), share());
    }

    /// Groups `first..last` of the listed channels, blocks `from..end` of the outputs, all sequences.
    private Function columns() {
        Code code = new Code();
        Expr block = number(strips.block());
        // A tile of an odd number of sequences has a row that belongs to none.
        Expr even = mul(arith(Expr.Arith.Op.DIV, add(ROWS.ref(), number(1)), number(2)), number(2));
        code.loop("row", number(0), code.let("even", even), number(1), rows -> {
            Expr start = rows.code().let("start", add(TO.ref(), mul(rows.index(), Y_STRIDE.ref())));
            rows.code()
                    .loop(
                            "zero",
                            add(start, mul(FROM.ref(), block)),
                            add(start, mul(END.ref(), block)),
                            new Expr.Lanes(),
                            body -> body.code().storeVector(Y.ref(), body.index(), new Expr.Zero()));
        });
        // A last tile of one or two is a small one.
        Expr large = code.let("large", arith(Expr.Arith.Op.DIV, add(ROWS.ref(), number(1)), number(TILE)));
        Expr whole = code.let("whole", mul(large, number(TILE)));
        code.loop("group", FIRST.ref(), LAST.ref(), pass.next(), body -> {
            Expr count = pass.count(body.code(), body.index(), LAST.ref());
            tiles(body.code(), body.index(), count, TILE, number(0), whole);
            tiles(body.code(), body.index(), count, SMALL_TILE, whole, ROWS.ref());
        });
        return new Function(
                pass.name("groupColumns"),
                "Adds up the columns of groups first..last for all rows, for blocks from..end of " + strips.block()
                        + " outputs.",
                false,
                List.of(
                        WEIGHTS,
                        BASE,
                        STRIDE,
                        CHANNELS,
                        PLACES,
                        VALUES,
                        VALUE_STRIDE,
                        ROWS,
                        ColumnPass.GROUPS,
                        FIRST,
                        LAST,
                        FROM,
                        END,
                        Y,
                        TO,
                        Y_STRIDE,
                        INPUTS),
                Type.NOTHING,
                code.statements());
    }

    private void tiles(Code code, Expr group, Expr count, int size, Expr from, Expr to) {
        code.loop("tile" + size, from, to, number(size), body -> {
            Code inner = body.code();
            Expr at = inner.let("at", mul(body.index(), VALUE_STRIDE.ref()));
            inner.loop("k", number(0), count, number(1), column -> {
                Code copy = column.code();
                Expr place = copy.let("place", add(at, element(PLACES.ref(), pass.entry(group, column.index()))));
                Expr start = copy.let("start", mul(column.index(), number(size)));
                for (int r = 0; r < size; r++) {
                    Expr value = element(VALUES.ref(), add(place, mul(VALUE_STRIDE.ref(), number(r))));
                    copy.storeElement(INPUTS.ref(), add(start, number(r)), value);
                }
            });
            inner.invoke(tile(size)
                    .call(
                            WEIGHTS.ref(),
                            BASE.ref(),
                            STRIDE.ref(),
                            CHANNELS.ref(),
                            ColumnPass.GROUPS.ref(),
                            group,
                            count,
                            INPUTS.ref(),
                            FROM.ref(),
                            END.ref(),
                            Y.ref(),
                            add(TO.ref(), mul(body.index(), Y_STRIDE.ref())),
                            Y_STRIDE.ref()));
        });
    }

    /// Adds the columns of one group to the sums of `size` sequences.
    private Function tile(int size) {
        Code code = new Code();
        List<Expr> rows = new ArrayList<>();
        for (int r = 0; r < size; r++) {
            rows.add(code.let("row" + r, add(TO.ref(), mul(Y_STRIDE.ref(), number(r)))));
        }
        List<List<Expr>> lowered = lowered(code, size);
        Expr words = number(strips.words(strips.block()));
        code.loop("word", mul(FROM.ref(), words), mul(END.ref(), words), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", add(BASE.ref(), mul(widen(body.index()), number(4L))));
            List<Expr> targets = strips.targets(inner, "o", body.index());
            for (int v = 0; v < targets.size(); v += VECTORS) {
                int last = Math.min(v + VECTORS, targets.size());
                vectors(inner, bytes, v, targets.subList(v, last), rows, lowered);
            }
        });
        return new Function(
                pass.name("group" + size + "Columns"),
                "Adds the columns of one group, times inputs, to " + size + " rows of y, for blocks from..end of "
                        + strips.block() + " outputs.",
                false,
                List.of(
                        WEIGHTS,
                        BASE,
                        STRIDE,
                        CHANNELS,
                        ColumnPass.GROUPS,
                        GROUP,
                        COUNT,
                        INPUTS,
                        FROM,
                        END,
                        Y,
                        TO,
                        Y_STRIDE),
                Type.NOTHING,
                code.statements());
    }

    /// What the products of the group are to be lowered by, negated, for each sequence and each vector of a load;
    /// nothing where the format does not raise them.
    private List<List<Expr>> lowered(Code code, int size) {
        List<List<Expr>> lowered = new ArrayList<>();
        if (!pass.lowers()) {
            return lowered;
        }
        List<Var> totals = new ArrayList<>();
        for (int r = 0; r < size; r++) {
            totals.add(code.variable("total" + r, new Expr.ConstFloat(0)));
        }
        code.loop("k", number(0), number(strips.fused()), number(1), body -> {
            Expr from = body.code().let("inputs" + size, mul(body.index(), number(size)));
            for (int r = 0; r < size; r++) {
                Var total = totals.get(r);
                body.code().set(total, add(total.ref(), element(INPUTS.ref(), add(from, number(r)))));
            }
        });
        for (int r = 0; r < size; r++) {
            lowered.add(pass.lowered(code, "raise" + r + "_", totals.get(r).ref()));
        }
        return lowered;
    }

    /// Some of the vectors that a step of the strips decodes to, from number `from` on: a loop over the columns
    /// with the sums in registers. Unrolled, the JIT would load ahead and spill.
    private void vectors(
            Code code, Expr bytes, int from, List<Expr> targets, List<Expr> rows, List<List<Expr>> lowered) {
        List<List<Var>> sums = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            List<Var> ofRow = new ArrayList<>();
            for (int v = 0; v < targets.size(); v++) {
                Expr sum = new Expr.LoadArray(Y.ref(), add(rows.get(r), targets.get(v)));
                Expr start = lowered.isEmpty()
                        ? sum
                        : new Expr.AddVectors(sum, lowered.get(r).get(from + v));
                ofRow.add(code.variable("y" + r + "_" + (from + v), start));
            }
            sums.add(ofRow);
        }
        code.loop("k" + from, number(0), COUNT.ref(), number(1), body -> {
            Code inner = body.code();
            Expr channel = element(CHANNELS.ref(), pass.entry(GROUP.ref(), body.index()));
            Expr offset = inner.let("column" + from, add(bytes, mul(widen(channel), STRIDE.ref())));
            List<Expr> loaded =
                    strips.loadRaised(inner, "w" + from, WEIGHTS.ref(), offset, from, from + targets.size());
            Expr input = inner.let("input" + from, mul(body.index(), number(rows.size())));
            List<Expr> weights = new ArrayList<>();
            for (int v = 0; v < targets.size(); v++) {
                weights.add(inner.let("w" + from + "_" + v, loaded.get(v)));
            }
            for (int r = 0; r < rows.size(); r++) {
                Expr x = inner.let("x" + from + "_" + r, new Expr.Splat(element(INPUTS.ref(), add(input, number(r)))));
                for (int v = 0; v < targets.size(); v++) {
                    Var sum = sums.get(r).get(v);
                    inner.set(sum, new Expr.Fma(weights.get(v), x, sum.ref()));
                }
            }
        });
        for (int r = 0; r < rows.size(); r++) {
            for (int v = 0; v < targets.size(); v++) {
                Expr target = add(rows.get(r), targets.get(v));
                code.storeVector(Y.ref(), target, sums.get(r).get(v).ref());
            }
        }
    }
}
