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

/// The products of [RowKernels] for several sequences at once: each listed row is read from memory once and
/// applied to the inputs of all sequences, four at a time; what a sequence does not keep is multiplied by its
/// factor, zero.
///
/// Every result is made by the same arithmetic as in [RowKernels], in the same order.
final class GroupRowKernels {

    /// Rows fused per pass; with four sequences they make sixteen sums.
    static final int FUSED = 4;

    private static final int TILE = Workspace.GROUP_TILE;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var WORDS = Var.of("words", Type.I32);
    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var STRIDE = Var.of("stride", Type.I32);
    private static final Var SEQUENCES = Var.of("sequences", Type.I32);
    private static final Var ROWS = Var.of("rows", Type.INTS);
    private static final Var FACTORS = Var.of("factors", Type.FLOATS);
    private static final Var FACTOR_STRIDE = Var.of("factorStride", Type.I32);
    private static final Var GROUPS = Var.of("groups", Type.I32);
    private static final Var FIRST = Var.of("first", Type.I32);
    private static final Var LAST = Var.of("last", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);
    private static final Var Y_STRIDE = Var.of("yStride", Type.I32);

    private final StripCode strips;

    GroupRowKernels(StripLayout layout) {
        this.strips = new StripCode(layout);
    }

    /// Groups `first..last` of the listed rows, each of `words` words.
    Function listed() {
        Code code = new Code();
        code.loop("group", FIRST.ref(), LAST.ref(), number(1), groups -> {
            Code pass = groups.code();
            List<Expr> starts = new ArrayList<>();
            for (int k = 0; k < FUSED; k++) {
                Expr row = element(ROWS.ref(), add(mul(GROUPS.ref(), number(k)), groups.index()));
                Expr offset = mul(widen(row), mul(widen(WORDS.ref()), number(4L)));
                starts.add(pass.let("start" + k, add(BASE.ref(), offset)));
            }
            pass.loop(
                    "sequence",
                    number(0),
                    SEQUENCES.ref(),
                    number(TILE),
                    body -> tile(body.code(), groups.index(), body.index(), starts));
        });
        return new Function(
                "groupRows" + strips.suffix(),
                "y[s, rows[i]] = factors[s, rows[i]] times row rows[i] times x[s] for all sequences s and groups"
                        + " first..last.",
                false,
                List.of(
                        WEIGHTS,
                        BASE,
                        WORDS,
                        X,
                        STRIDE,
                        SEQUENCES,
                        ROWS,
                        FACTORS,
                        FACTOR_STRIDE,
                        GROUPS,
                        FIRST,
                        LAST,
                        PartialSums.ARRAY,
                        Y,
                        Y_STRIDE),
                Type.NOTHING,
                code.statements());
    }

    private void tile(Code code, Expr group, Expr sequence, List<Expr> starts) {
        List<Expr> inputs = new ArrayList<>();
        List<List<Var>> sums = new ArrayList<>();
        for (int t = 0; t < TILE; t++) {
            inputs.add(code.let("in" + t, mul(add(sequence, number(t)), STRIDE.ref())));
            List<Var> ofSequence = new ArrayList<>();
            for (int k = 0; k < FUSED; k++) {
                ofSequence.add(code.variable("sum" + t + "_" + k, new Expr.Zero()));
            }
            sums.add(ofSequence);
        }
        code.loop(
                "word",
                number(0),
                WORDS.ref(),
                new Expr.Lanes(),
                body -> step(body.code(), body.index(), starts, inputs, sums));
        PartialSums.add(code, sums.stream().flatMap(List::stream).toList());
        Expr count = new Expr.Min(number(TILE), arith(Expr.Arith.Op.SUB, SEQUENCES.ref(), sequence));
        code.loop("t", number(0), count, number(1), body -> {
            Code inner = body.code();
            Expr own = inner.let("own", add(sequence, body.index()));
            Expr factors = inner.let("factorsFrom", mul(own, FACTOR_STRIDE.ref()));
            Expr to = inner.let("to", mul(own, Y_STRIDE.ref()));
            inner.loop("k", number(0), number(FUSED), number(1), each -> {
                Code last = each.code();
                Expr row = last.let("row", element(ROWS.ref(), add(mul(each.index(), GROUPS.ref()), group)));
                Expr sum = PartialSums.sum(add(mul(body.index(), number(FUSED)), each.index()));
                Expr factor = element(FACTORS.ref(), add(factors, row));
                last.storeElement(Y.ref(), add(to, row), arith(Expr.Arith.Op.MUL, factor, sum));
            });
        });
    }

    private void step(Code code, Expr word, List<Expr> starts, List<Expr> inputs, List<List<Var>> sums) {
        Expr bytes = code.let("bytes", mul(widen(word), number(4L)));
        List<Expr> targets = strips.targets(code, "j", word);
        List<List<Expr>> weights = new ArrayList<>();
        for (int k = 0; k < FUSED; k++) {
            weights.add(strips.load(code, "w" + k, WEIGHTS.ref(), add(starts.get(k), bytes)));
        }
        // One decoded vector after the other: their inputs at the same time would not fit into the registers.
        for (int v = 0; v < targets.size(); v++) {
            List<Expr> x = new ArrayList<>();
            for (int t = 0; t < TILE; t++) {
                Expr at = add(inputs.get(t), targets.get(v));
                x.add(code.let("x" + t + "_" + v, new Expr.LoadArray(X.ref(), at)));
            }
            for (int k = 0; k < FUSED; k++) {
                Expr weight = code.let("w" + k + "_" + v, weights.get(k).get(v));
                for (int t = 0; t < TILE; t++) {
                    Var sum = sums.get(t).get(k);
                    code.set(sum, new Expr.Fma(weight, x.get(t), sum.ref()));
                }
            }
        }
    }
}
