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

/// Matrix times vector over listed rows: `y[i] = factor_i * (W[i,:] x)`, where a row is one contiguous strip. Rows
/// that are not listed are not read.
///
/// Eight rows share each load of `x`, and their eight sums hide the latency of the additions. They stand far apart
/// in the list, for the same reason as the columns of [ColumnKernels].
final class RowKernels {

    /// Rows fused per pass.
    static final int FUSED = 8;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var WORDS = Var.of("words", Type.I32);
    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var ROWS = Var.of("rows", Type.INTS);
    private static final Var FACTORS = Var.of("factors", Type.FLOATS);
    private static final Var COUNT = Var.of("count", Type.I32);
    private static final Var GROUPS = Var.of("groups", Type.I32);
    private static final Var FIRST = Var.of("first", Type.I32);
    private static final Var LAST = Var.of("last", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);
    private static final Var TO = Var.of("to", Type.I32);

    private final StripCode strips;

    RowKernels(StripLayout layout) {
        this.strips = new StripCode(layout);
    }

    /// Fills the last group of a list with its first entry, whose result is then written again, and returns the
    /// number of groups; both arrays need room for seven more entries.
    static Function pad() {
        Code code = new Code();
        code.loop("i", COUNT.ref(), add(COUNT.ref(), number(FUSED - 1)), number(1), body -> {
            body.code().storeElement(ROWS.ref(), body.index(), element(ROWS.ref(), number(0)));
            body.code().storeElement(FACTORS.ref(), body.index(), element(FACTORS.ref(), number(0)));
        });
        code.result(arith(Expr.Arith.Op.DIV, add(COUNT.ref(), number(FUSED - 1)), number(FUSED)));
        return new Function(
                "padRows",
                "Fills the last group of listed rows and counts the groups.",
                false,
                List.of(ROWS, FACTORS, COUNT),
                Type.I32,
                code.statements());
    }

    /// Groups `first..last` of the listed rows, each of `words` words.
    Function listed() {
        Code code = new Code();
        Expr stride = code.let("stride", mul(widen(WORDS.ref()), number(4L)));
        code.loop("group", FIRST.ref(), LAST.ref(), number(1), body -> pass(body.code(), stride, body.index()));
        return new Function(
                "rows" + strips.suffix(),
                "y[to + rows[i]] = factors[i] times row rows[i] times x, for groups first..last.",
                false,
                List.of(WEIGHTS, BASE, WORDS, X, ROWS, FACTORS, GROUPS, FIRST, LAST, PartialSums.ARRAY, Y, TO),
                Type.NOTHING,
                code.statements());
    }

    private void pass(Code code, Expr stride, Expr group) {
        int together = strips.rowsTogether(FUSED, 1);
        if (together == FUSED) {
            sum(code, stride, group, number(0), together);
        } else {
            code.loop(
                    "some",
                    number(0),
                    number(FUSED),
                    number(together),
                    body -> sum(body.code(), stride, group, body.index(), together));
        }
        PartialSums.addUp(code, FUSED);
        code.loop("k", number(0), number(FUSED), number(1), body -> {
            Expr entry = body.code().let("entry", add(mul(body.index(), GROUPS.ref()), group));
            Expr sum = arith(Expr.Arith.Op.MUL, element(FACTORS.ref(), entry), PartialSums.sum(body.index()));
            body.code().storeElement(Y.ref(), add(TO.ref(), element(ROWS.ref(), entry)), sum);
        });
    }

    /// Rows `first..first+count` of a group, into partial sums of the same numbers.
    private void sum(Code code, Expr stride, Expr group, Expr first, int count) {
        List<Expr> starts = new ArrayList<>();
        List<Var> sums = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            Expr row = element(ROWS.ref(), add(mul(GROUPS.ref(), add(first, number(k))), group));
            Expr offset = mul(widen(row), stride);
            starts.add(code.let("start" + k, add(BASE.ref(), offset)));
            sums.add(code.variable("sum" + k, new Expr.Zero()));
        }
        code.loop("word", number(0), WORDS.ref(), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", mul(widen(body.index()), number(4L)));
            List<Expr> inputs = new ArrayList<>();
            for (Expr target : strips.targets(inner, "j", body.index())) {
                inputs.add(inner.let("x" + inputs.size(), new Expr.LoadArray(X.ref(), target)));
            }
            for (int k = 0; k < count; k++) {
                List<Expr> weights = strips.load(inner, "w" + k, WEIGHTS.ref(), add(starts.get(k), bytes));
                for (int v = 0; v < weights.size(); v++) {
                    inner.set(
                            sums.get(k),
                            new Expr.Fma(
                                    weights.get(v), inputs.get(v), sums.get(k).ref()));
                }
            }
        });
        PartialSums.store(code, sums, first);
    }
}
