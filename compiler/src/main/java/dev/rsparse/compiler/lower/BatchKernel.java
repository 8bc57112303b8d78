package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
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

/// Matrix times a batch over the same columns that decoding reads: `y[t,o] = sum over c of x[t,c] * W[o,c]`.
///
/// A tile of six rows by four vectors keeps 24 sums in registers while it walks down the channels; with 32 vector
/// registers nothing spills, and each decoded weight is used six times.
final class BatchKernel {

    /// Rows per tile; batches are run in whole tiles.
    static final int ROWS = 6;

    private static final int VECTORS = 4;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var STRIDE = Var.of("stride", Type.I32);
    private static final Var CHANNELS = Var.of("channels", Type.I32);
    private static final Var ROW_COUNT = Var.of("rows", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);

    private static final Var COLUMN_BYTES = Var.of("columnBytes", Type.I64);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var END = Var.of("end", Type.I32);
    private static final Var Y_STRIDE = Var.of("yStride", Type.I32);

    private final StripCode strips;

    BatchKernel(StripLayout layout) {
        this.strips = new StripCode(layout);
    }

    Function function() {
        Code code = new Code();
        int loads = Math.max(1, VECTORS / strips.vectors());
        // A load of more vectors than a tile has is made once for each part of them.
        int slices = Math.max(1, strips.vectors() / VECTORS);
        Expr tile = code.let("tile", mul(new Expr.Lanes(), number(loads)));
        Expr words = number(strips.words(StripLayout.ALIGNMENT));
        code.loop("word", mul(FROM.ref(), words), mul(END.ref(), words), tile, outputs -> {
            Code inner = outputs.code();
            List<Expr> targets = new ArrayList<>();
            for (int load = 0; load < loads; load++) {
                Expr word = add(outputs.index(), mul(new Expr.Lanes(), number(load)));
                targets.addAll(strips.targets(inner, "o" + load, inner.let("word" + load, word)));
            }
            Expr start = inner.let("start", add(BASE.ref(), mul(widen(outputs.index()), number(4L))));
            for (int slice = 0; slice < slices; slice++) {
                int first = slice * VECTORS;
                inner.loop(
                        "row" + (slice == 0 ? "" : slice),
                        number(0),
                        ROW_COUNT.ref(),
                        number(ROWS),
                        rows -> tile(rows.code(), rows.index(), start, targets, loads, first));
            }
        });
        return new Function(
                "batch" + strips.suffix(),
                "y = x Wᵀ for whole tiles of " + ROWS + " rows; blocks from..end of " + StripLayout.ALIGNMENT
                        + " outputs.",
                false,
                List.of(WEIGHTS, BASE, COLUMN_BYTES, X, STRIDE, CHANNELS, ROW_COUNT, FROM, END, Y, Y_STRIDE),
                Type.NOTHING,
                code.statements());
    }

    private void tile(Code code, Expr row, Expr start, List<Expr> targets, int loads, int first) {
        List<Expr> inputs = new ArrayList<>();
        List<List<Var>> sums = new ArrayList<>();
        for (int r = 0; r < ROWS; r++) {
            inputs.add(code.let("in" + r, mul(add(row, number(r)), STRIDE.ref())));
            List<Var> ofRow = new ArrayList<>();
            for (int v = 0; v < VECTORS; v++) {
                ofRow.add(code.variable("y" + r + "_" + v, new Expr.Zero()));
            }
            sums.add(ofRow);
        }
        Var column = code.variable("column", start);
        code.loop("channel", number(0), CHANNELS.ref(), number(1), body -> {
            Code inner = body.code();
            List<Expr> weights = decoded(inner, column.ref(), loads, first);
            for (int r = 0; r < ROWS; r++) {
                Expr x = inner.let("x" + r, new Expr.Splat(element(X.ref(), add(inputs.get(r), body.index()))));
                for (int v = 0; v < VECTORS; v++) {
                    Var sum = sums.get(r).get(v);
                    inner.set(sum, new Expr.Fma(weights.get(v), x, sum.ref()));
                }
            }
            inner.set(column, add(column.ref(), COLUMN_BYTES.ref()));
        });
        for (int r = 0; r < ROWS; r++) {
            Expr to = code.let("to" + r, mul(add(row, number(r)), Y_STRIDE.ref()));
            for (int v = 0; v < VECTORS; v++) {
                code.storeVector(
                        Y.ref(),
                        add(to, targets.get(first + v)),
                        sums.get(r).get(v).ref());
            }
        }
    }

    private List<Expr> decoded(Code code, Expr column, int loads, int first) {
        List<Expr> weights = new ArrayList<>();
        for (int load = 0; load < loads; load++) {
            Expr offset = add(column, widen(mul(new Expr.Lanes(), number(4 * load))));
            List<Expr> vectors = strips.load(code, "word" + load + "w", WEIGHTS.ref(), offset);
            for (Expr vector : vectors.subList(first, Math.min(vectors.size(), first + VECTORS))) {
                weights.add(code.let("w" + weights.size(), vector));
            }
        }
        return weights;
    }
}
