package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
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

/// Matrix times a batch over the same rows that [RowKernels] reads: `y[t,i] = W[i,:] x[t,:]`.
///
/// A tile of six tokens by four rows keeps 24 vectors of partial sums in registers while it walks along the rows,
/// and adds up their lanes at the end; each decoded weight is used six times and each input four times.
final class RowBatchKernel {

    private static final int TOKENS = BatchKernel.ROWS;
    private static final int ROWS = 4;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var TOKEN_COUNT = Var.of("tokens", Type.I32);
    private static final Var FIRST_TILE = Var.of("firstTile", Type.I32);
    private static final Var LAST_TILE = Var.of("lastTile", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);

    private final StripCode strips;
    private final int in;
    private final int out;

    RowBatchKernel(StripLayout layout, int in, int out) {
        this.strips = new StripCode(layout);
        this.in = in;
        this.out = out;
    }

    /// Tiles of rows, the last of which may not be whole.
    int tiles() {
        return Math.ceilDiv(out, ROWS);
    }

    Function function() {
        Code code = new Code();
        int whole = out / ROWS;
        if (whole > 0) {
            Expr last = new Expr.Min(LAST_TILE.ref(), number(whole));
            code.loop("tile", FIRST_TILE.ref(), last, number(1), body -> {
                Expr row = body.code().let("row", mul(body.index(), number(ROWS)));
                tokens(body.code(), row, ROWS);
            });
        }
        if (out % ROWS > 0) {
            // The tile that is not whole, for whoever has it in his share.
            Expr first = new Expr.Max(FIRST_TILE.ref(), number(whole));
            code.loop("rest", first, LAST_TILE.ref(), number(1), body -> {
                Expr row = body.code().let("row", mul(body.index(), number(ROWS)));
                tokens(body.code(), row, out % ROWS);
            });
        }
        return new Function(
                "batchRows" + out + "x" + in + strips.suffix(),
                "y = x Wᵀ for whole tiles of " + TOKENS + " tokens; tiles firstTile..lastTile of " + ROWS + " out of "
                        + out + " rows of " + in + " inputs.",
                false,
                List.of(WEIGHTS, BASE, X, TOKEN_COUNT, FIRST_TILE, LAST_TILE, PartialSums.ARRAY, Y),
                Type.NOTHING,
                code.statements());
    }

    private void tokens(Code code, Expr row, int count) {
        int together = strips.rowsTogether(count, TOKENS);
        if (together == count) {
            rows(code, row, count);
        } else {
            code.loop(
                    "some",
                    number(0),
                    number(count),
                    number(together),
                    body -> rows(body.code(), body.code().let("first", add(row, body.index())), together));
        }
    }

    /// All tokens by rows `row..row+count`.
    private void rows(Code code, Expr row, int count) {
        List<Expr> starts = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            Expr offset = mul(widen(add(row, number(r))), number(strips.bytes(in)));
            starts.add(code.let("start" + r, add(BASE.ref(), offset)));
        }
        code.loop(
                "token",
                number(0),
                TOKEN_COUNT.ref(),
                number(TOKENS),
                body -> tile(body.code(), row, body.index(), starts));
    }

    private void tile(Code code, Expr row, Expr token, List<Expr> starts) {
        List<Expr> inputs = new ArrayList<>();
        List<List<Var>> sums = new ArrayList<>();
        for (int t = 0; t < TOKENS; t++) {
            inputs.add(code.let("in" + t, mul(add(token, number(t)), number(StripLayout.padded(in)))));
            List<Var> ofToken = new ArrayList<>();
            for (int r = 0; r < starts.size(); r++) {
                ofToken.add(code.variable("y" + t + "_" + r, new Expr.Zero()));
            }
            sums.add(ofToken);
        }
        code.loop(
                "word",
                number(0),
                number(strips.words(in)),
                new Expr.Lanes(),
                body -> step(body.code(), body.index(), starts, inputs, sums));
        PartialSums.add(code, sums.stream().flatMap(List::stream).toList());
        int rows = starts.size();
        code.loop("t", number(0), number(TOKENS), number(1), body -> {
            Code inner = body.code();
            Expr from = inner.let("from", mul(body.index(), number(rows)));
            Expr to = inner.let("to", add(mul(add(token, body.index()), number(StripLayout.padded(out))), row));
            inner.loop(
                    "r",
                    number(0),
                    number(rows),
                    number(1),
                    last -> last.code()
                            .storeElement(Y.ref(), add(to, last.index()), PartialSums.sum(add(from, last.index()))));
        });
    }

    private void step(Code code, Expr word, List<Expr> starts, List<Expr> inputs, List<List<Var>> sums) {
        Expr bytes = code.let("bytes", mul(widen(word), number(4L)));
        List<Expr> targets = strips.targets(code, "j", word);
        List<List<Expr>> weights = new ArrayList<>();
        for (int r = 0; r < starts.size(); r++) {
            weights.add(strips.load(code, "w" + r, WEIGHTS.ref(), add(starts.get(r), bytes)));
        }
        // One decoded vector after the other: their inputs at the same time would not fit into the registers.
        for (int v = 0; v < targets.size(); v++) {
            List<Expr> x = new ArrayList<>();
            for (int t = 0; t < TOKENS; t++) {
                Expr at = add(inputs.get(t), targets.get(v));
                x.add(code.let("x" + t + "_" + v, new Expr.LoadArray(X.ref(), at)));
            }
            for (int r = 0; r < starts.size(); r++) {
                Expr weight = code.let("w" + r + "_" + v, weights.get(r).get(v));
                for (int t = 0; t < TOKENS; t++) {
                    Var sum = sums.get(t).get(r);
                    code.set(sum, new Expr.Fma(weight, x.get(t), sum.ref()));
                }
            }
        }
    }
}
