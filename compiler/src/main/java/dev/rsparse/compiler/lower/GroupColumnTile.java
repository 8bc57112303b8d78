package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.kernel.Code.widen;
import static dev.rsparse.compiler.lower.ColumnPass.BASE;
import static dev.rsparse.compiler.lower.ColumnPass.CHANNELS;
import static dev.rsparse.compiler.lower.ColumnPass.GROUPS;
import static dev.rsparse.compiler.lower.ColumnPass.STRIDE;
import static dev.rsparse.compiler.lower.ColumnPass.TO;
import static dev.rsparse.compiler.lower.ColumnPass.WEIGHTS;
import static dev.rsparse.compiler.lower.ColumnPass.Y;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import java.util.ArrayList;
import java.util.List;

/// One group of columns for a few sequences at once: a weight that is decoded meets all of them, and their sums stay
/// in registers over the columns of the group.
record GroupColumnTile(ColumnPass pass) {

    /// Vectors of outputs of a tile: with four sequences, sixteen sums.
    private static final int VECTORS = 4;

    static final Var GROUP = Var.of("group", Type.I32);
    /// Columns of the group.
    static final Var COUNT = Var.of("count", Type.I32);
    /// The values of a tile, a run for each column.
    static final Var INPUTS = Var.of("inputs", Type.FLOATS);
    static final Var FROM = Var.of("from", Type.I32);
    static final Var END = Var.of("end", Type.I32);
    static final Var Y_STRIDE = Var.of("yStride", Type.I32);

    /// Adds the columns of one group to the sums of `size` sequences.
    Function of(int size) {
        Code code = new Code();
        List<Expr> rows = new ArrayList<>();
        for (int r = 0; r < size; r++) {
            rows.add(code.let("row" + r, add(TO.ref(), mul(Y_STRIDE.ref(), number(r)))));
        }
        List<List<Expr>> lowered = lowered(code, size);
        Expr words = number(pass.strips().words(pass.strips().block()));
        code.loop("word", mul(FROM.ref(), words), mul(END.ref(), words), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", add(BASE.ref(), mul(widen(body.index()), number(4L))));
            List<Expr> targets = pass.strips().targets(inner, "o", body.index());
            for (int v = 0; v < targets.size(); v += VECTORS) {
                int last = Math.min(v + VECTORS, targets.size());
                vectors(inner, bytes, v, targets.subList(v, last), rows, lowered);
            }
        });
        return new Function(
                pass.name("group" + size + "Columns"),
                "Adds the columns of one group, times inputs, to " + size + " rows of y, for blocks from..end of "
                        + pass.strips().block() + " outputs.",
                false,
                List.of(WEIGHTS, BASE, STRIDE, CHANNELS, GROUPS, GROUP, COUNT, INPUTS, FROM, END, Y, TO, Y_STRIDE),
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
        code.loop("k", number(0), number(pass.strips().fused()), number(1), body -> {
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
                    pass.strips().loadRaised(inner, "w" + from, WEIGHTS.ref(), offset, from, from + targets.size());
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
