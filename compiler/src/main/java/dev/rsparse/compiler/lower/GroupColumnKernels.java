package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.lower.ColumnPass.BASE;
import static dev.rsparse.compiler.lower.ColumnPass.CHANNELS;
import static dev.rsparse.compiler.lower.ColumnPass.GROUPS;
import static dev.rsparse.compiler.lower.ColumnPass.STRIDE;
import static dev.rsparse.compiler.lower.ColumnPass.TO;
import static dev.rsparse.compiler.lower.ColumnPass.VALUES;
import static dev.rsparse.compiler.lower.ColumnPass.WEIGHTS;
import static dev.rsparse.compiler.lower.ColumnPass.Y;
import static dev.rsparse.compiler.lower.GroupColumnTile.END;
import static dev.rsparse.compiler.lower.GroupColumnTile.FROM;
import static dev.rsparse.compiler.lower.GroupColumnTile.INPUTS;
import static dev.rsparse.compiler.lower.GroupColumnTile.Y_STRIDE;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.lower.ColumnPass.Listing;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.Workspace;
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

    /// Sequences of a tile.
    private static final int TILE = Workspace.GROUP_TILE;

    private static final int SMALL_TILE = TILE / 2;

    private static final Var PLACES = Var.of("places", Type.INTS);
    private static final Var VALUE_STRIDE = Var.of("valueStride", Type.I32);
    private static final Var ROWS = Var.of("rows", Type.I32);
    private static final Var CUTS = Var.of("cuts", Type.INTS);

    private static final Var FIRST = Var.of("first", Type.I32);
    private static final Var LAST = Var.of("last", Type.I32);
    private static final Var PARTS = Var.of("parts", Type.I32);
    private static final Var RANGES = Var.of("ranges", Type.I32);
    private static final Var BLOCKS = Var.of("blocks", Type.I32);
    private static final Var MEMBERS = Var.of("members", Type.I32);

    private final StripCode strips;
    private final ColumnPass pass;
    private final GroupColumnTile tile;

    GroupColumnKernels(StripLayout layout, Listing list) {
        this.strips = new StripCode(layout);
        this.pass = new ColumnPass(strips, list);
        this.tile = new GroupColumnTile(pass);
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
                            GROUPS.ref(),
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
                        GROUPS,
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
        return List.of(tile.of(TILE), tile.of(SMALL_TILE), columns(), share());
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
        code.loop("group", FIRST.ref(), LAST.ref(), number(pass.step()), body -> {
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
                        GROUPS,
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
            inner.invoke(tile.of(size)
                    .call(
                            WEIGHTS.ref(),
                            BASE.ref(),
                            STRIDE.ref(),
                            CHANNELS.ref(),
                            GROUPS.ref(),
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
}
