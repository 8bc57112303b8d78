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
import dev.rsparse.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/// Matrix times a batch over the same columns that decoding reads: `y[t,o] = sum over c of x[t,c] * W[o,c]`.
///
/// The weights of [Workspace#PANEL_CHANNELS] channels by [Workspace#PANEL_OUTPUTS] outputs are decoded once into a
/// panel of floats that stays in a core's second-level cache while all rows pass over it. A tile of six rows by four
/// vectors keeps 24 sums in registers while it walks down the channels; with 32 vector registers nothing spills.
/// Unrolling that walk loses a quarter: the JIT then loads ahead and spills.
///
/// Every sum runs over the channels in order, one product after the other, whatever the panels: results do not
/// depend on how outputs and rows are cut.
final class BatchKernel {

    /// Rows per tile; batches are run in whole tiles.
    static final int ROWS = Workspace.TILE_ROWS;

    private static final int VECTORS = 4;
    private static final int BLOCK = StripLayout.ALIGNMENT;
    private static final int PANEL_BLOCKS = Workspace.PANEL_OUTPUTS / BLOCK;

    /// Weights of a block of the panel: a row of outputs for each channel.
    private static final int PANEL_BLOCK = Workspace.PANEL_CHANNELS * BLOCK;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var COLUMN_BYTES = Var.of("columnBytes", Type.I64);
    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var STRIDE = Var.of("stride", Type.I32);
    private static final Var CHANNELS = Var.of("channels", Type.I32);
    private static final Var WORDS = Var.of("words", Type.I32);
    private static final Var ROW_COUNT = Var.of("rows", Type.I32);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var END = Var.of("end", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);
    private static final Var Y_STRIDE = Var.of("yStride", Type.I32);
    private static final Var PANEL = Var.of("panel", Type.FLOATS);
    private static final Var AT = Var.of("at", Type.I32);
    private static final Var X_AT = Var.of("xAt", Type.I32);
    private static final Var Y_AT = Var.of("yAt", Type.I32);

    private final StripCode strips;

    BatchKernel(StripLayout layout) {
        this.strips = new StripCode(layout);
    }

    /// The product, which calls [#pack] and [#tile].
    Function function() {
        Code code = new Code();
        code.loop("clear", number(0), ROW_COUNT.ref(), number(1), rows -> {
            Expr row = rows.code().let("row", mul(rows.index(), Y_STRIDE.ref()));
            rows.code()
                    .loop(
                            "o",
                            add(row, mul(FROM.ref(), number(BLOCK))),
                            add(row, mul(END.ref(), number(BLOCK))),
                            new Expr.Lanes(),
                            body -> body.code().storeVector(Y.ref(), body.index(), new Expr.Zero()));
        });
        code.loop("block", FROM.ref(), END.ref(), number(PANEL_BLOCKS), blocks -> {
            Expr left = arith(Expr.Arith.Op.SUB, END.ref(), blocks.index());
            Expr count = blocks.code().let("count", new Expr.Min(left, number(PANEL_BLOCKS)));
            blocks.code()
                    .loop(
                            "channel",
                            number(0),
                            CHANNELS.ref(),
                            number(Workspace.PANEL_CHANNELS),
                            channels -> panel(channels.code(), blocks.index(), count, channels.index()));
        });
        return new Function(
                "batch" + strips.suffix(),
                "y = x Wᵀ for whole tiles of " + ROWS + " rows; blocks from..end of " + BLOCK
                        + " outputs, of which a column has words words.",
                false,
                List.of(
                        WEIGHTS,
                        BASE,
                        COLUMN_BYTES,
                        X,
                        STRIDE,
                        CHANNELS,
                        WORDS,
                        ROW_COUNT,
                        FROM,
                        END,
                        Y,
                        Y_STRIDE,
                        PANEL),
                Type.NOTHING,
                code.statements());
    }

    /// All rows over `count` blocks from `block` on, and the channels of one panel.
    private void panel(Code code, Expr block, Expr count, Expr channel) {
        Expr depth = code.let(
                "depth",
                new Expr.Min(arith(Expr.Arith.Op.SUB, CHANNELS.ref(), channel), number(Workspace.PANEL_CHANNELS)));
        Expr corner = code.let(
                "corner",
                add(
                        add(BASE.ref(), mul(widen(channel), COLUMN_BYTES.ref())),
                        mul(widen(block), number(strips.bytes(BLOCK)))));
        Expr perBlock = number(strips.words(BLOCK));
        Expr words = code.let(
                "panelWords",
                new Expr.Min(mul(count, perBlock), arith(Expr.Arith.Op.SUB, WORDS.ref(), mul(block, perBlock))));
        code.invoke(pack().call(WEIGHTS.ref(), corner, COLUMN_BYTES.ref(), depth, words, PANEL.ref()));
        Expr width = mul(new Expr.Lanes(), number(VECTORS));
        code.loop("part", number(0), mul(count, number(BLOCK)), width, parts -> {
            Code inner = parts.code();
            Expr ofBlock = arith(Expr.Arith.Op.DIV, parts.index(), number(BLOCK));
            Expr inBlock = arith(Expr.Arith.Op.REM, parts.index(), number(BLOCK));
            Expr at = inner.let("at", add(mul(ofBlock, number(PANEL_BLOCK)), inBlock));
            Expr output = inner.let("output", add(mul(block, number(BLOCK)), parts.index()));
            inner.loop(
                    "row",
                    number(0),
                    ROW_COUNT.ref(),
                    number(ROWS),
                    rows -> rows.code()
                            .invoke(tile().call(
                                            PANEL.ref(),
                                            at,
                                            depth,
                                            X.ref(),
                                            add(mul(rows.index(), STRIDE.ref()), channel),
                                            STRIDE.ref(),
                                            Y.ref(),
                                            add(mul(rows.index(), Y_STRIDE.ref()), output),
                                            Y_STRIDE.ref())));
        });
    }

    /// Decodes the weights of a panel. Where a column ends within a block, zeros follow.
    Function pack() {
        Code code = new Code();
        Expr perBlock = number(strips.words(BLOCK));
        Expr whole = code.let("blocks", arith(Expr.Arith.Op.DIV, WORDS.ref(), perBlock));
        code.loop("channel", number(0), CHANNELS.ref(), number(1), channels -> {
            Code column = channels.code();
            Expr from = column.let("from", add(BASE.ref(), mul(widen(channels.index()), COLUMN_BYTES.ref())));
            Expr to = column.let("to", mul(channels.index(), number(BLOCK)));
            column.loop("block", number(0), whole, number(1), blocks -> {
                Code inner = blocks.code();
                Expr block = inner.let("start", add(from, mul(widen(blocks.index()), number(strips.bytes(BLOCK)))));
                Expr target = inner.let("target", add(to, mul(blocks.index(), number(PANEL_BLOCK))));
                inner.loop(
                        "word",
                        number(0),
                        perBlock,
                        new Expr.Lanes(),
                        words -> decode(words.code(), words.index(), block, target));
            });
            if (strips.block() < BLOCK) {
                rest(column, whole, from, to);
            }
        });
        return new Function(
                "pack" + strips.suffix(),
                "Decodes the weights of some channels, words words of each, into a panel of blocks of " + BLOCK
                        + " outputs.",
                false,
                List.of(WEIGHTS, BASE, COLUMN_BYTES, CHANNELS, WORDS, PANEL),
                Type.NOTHING,
                code.statements());
    }

    /// What a column has behind `blocks` whole blocks of the panel, and zeros to the end of the next.
    private void rest(Code code, Expr blocks, Expr from, Expr to) {
        int words = strips.words(BLOCK);
        Expr left = code.let("left", arith(Expr.Arith.Op.REM, WORDS.ref(), number(words)));
        Expr block = code.let("restStart", add(from, mul(widen(blocks), number(strips.bytes(BLOCK)))));
        Expr target = code.let("restTarget", add(to, mul(blocks, number(PANEL_BLOCK))));
        code.loop("word", number(0), left, new Expr.Lanes(), body -> decode(body.code(), body.index(), block, target));
        Expr end = mul(new Expr.Min(left, number(1)), number(BLOCK));
        code.loop(
                "zero",
                mul(left, number(BLOCK / words)),
                end,
                new Expr.Lanes(),
                body -> body.code().storeVector(PANEL.ref(), add(target, body.index()), new Expr.Zero()));
    }

    private void decode(Code code, Expr word, Expr block, Expr target) {
        List<Expr> places = strips.targets(code, "o", word);
        List<Expr> vectors = strips.load(code, "w", WEIGHTS.ref(), add(block, mul(widen(word), number(4L))));
        for (int v = 0; v < vectors.size(); v++) {
            code.storeVector(PANEL.ref(), add(target, places.get(v)), vectors.get(v));
        }
    }

    /// Adds to the sums of one tile; one function for all formats.
    static Function tile() {
        Code code = new Code();
        List<Expr> inputs = new ArrayList<>();
        List<Expr> outputs = new ArrayList<>();
        List<List<Var>> sums = new ArrayList<>();
        for (int r = 0; r < ROWS; r++) {
            inputs.add(code.let("in" + r, add(X_AT.ref(), mul(STRIDE.ref(), number(r)))));
            Expr to = code.let("to" + r, add(Y_AT.ref(), mul(Y_STRIDE.ref(), number(r))));
            outputs.add(to);
            List<Var> ofRow = new ArrayList<>();
            for (int v = 0; v < VECTORS; v++) {
                ofRow.add(code.variable("y" + r + "_" + v, new Expr.LoadArray(Y.ref(), vector(to, v))));
            }
            sums.add(ofRow);
        }
        code.loop(
                "channel", number(0), CHANNELS.ref(), number(1), body -> step(body.code(), body.index(), inputs, sums));
        for (int r = 0; r < ROWS; r++) {
            for (int v = 0; v < VECTORS; v++) {
                code.storeVector(
                        Y.ref(), vector(outputs.get(r), v), sums.get(r).get(v).ref());
            }
        }
        return new Function(
                "tile",
                "Adds the products with some channels of a panel to " + ROWS + " rows of " + VECTORS
                        + " vectors of outputs.",
                false,
                List.of(PANEL, AT, CHANNELS, X, X_AT, STRIDE, Y, Y_AT, Y_STRIDE),
                Type.NOTHING,
                code.statements());
    }

    private static void step(Code code, Expr channel, List<Expr> inputs, List<List<Var>> sums) {
        Expr from = code.let("from", add(AT.ref(), mul(channel, number(BLOCK))));
        List<Expr> weights = new ArrayList<>();
        for (int v = 0; v < VECTORS; v++) {
            weights.add(code.let("w" + v, new Expr.LoadArray(PANEL.ref(), vector(from, v))));
        }
        for (int r = 0; r < ROWS; r++) {
            Expr x = code.let("x" + r, new Expr.Splat(element(X.ref(), add(inputs.get(r), channel))));
            for (int v = 0; v < VECTORS; v++) {
                Var sum = sums.get(r).get(v);
                code.set(sum, new Expr.Fma(weights.get(v), x, sum.ref()));
            }
        }
    }

    private static Expr vector(Expr at, int v) {
        return add(at, mul(new Expr.Lanes(), number(v)));
    }
}
