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

/// The first half of the low-rank term: `z = V x_rest`, `V [rank,in]` as one strip per row. Four rows share each
/// load of
/// `x_rest`. The second half needs no kernel: the columns of `U` stand behind those of `W`, and `z` joins the values.
final class ProjectKernel {

    private static final int ROWS = 4;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var REST = Var.of("rest", Type.FLOATS);
    private static final Var OUT = Var.of("out", Type.FLOATS);
    private static final Var TO = Var.of("to", Type.I32);

    private final StripCode strips;
    private final int in;
    private final int rank;

    ProjectKernel(StripLayout layout, int in, int rank) {
        this.strips = new StripCode(layout);
        this.in = in;
        this.rank = rank;
    }

    Function function() {
        Code code = new Code();
        int whole = rank / ROWS * ROWS;
        if (whole > 0) {
            code.loop("row", number(0), number(whole), number(ROWS), body -> rows(body.code(), body.index(), ROWS));
        }
        if (whole < rank) {
            code.loop(
                    "last",
                    number(whole),
                    number(rank),
                    number(rank - whole),
                    body -> rows(body.code(), body.index(), rank - whole));
        }
        return new Function(
                "project" + rank + "x" + in + strips.suffix(),
                "out[to..to+" + rank + ") = V rest.",
                false,
                List.of(WEIGHTS, BASE, REST, OUT, TO),
                Type.NOTHING,
                code.statements());
    }

    private void rows(Code code, Expr first, int count) {
        List<Expr> starts = new ArrayList<>();
        List<List<Var>> sums = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            Expr offset = mul(widen(add(first, number(r))), number(strips.bytes(in)));
            starts.add(code.let("row" + r, add(BASE.ref(), offset)));
            List<Var> ofRow = new ArrayList<>();
            for (int v = 0; v < strips.vectors(); v++) {
                ofRow.add(code.variable("z" + r + "_" + v, new Expr.Zero()));
            }
            sums.add(ofRow);
        }
        code.loop("word", number(0), number(strips.words(in)), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", mul(widen(body.index()), number(4L)));
            List<Expr> inputs = new ArrayList<>();
            for (Expr target : strips.targets(inner, "j", body.index())) {
                inputs.add(inner.let("x" + inputs.size(), new Expr.LoadArray(REST.ref(), target)));
            }
            for (int r = 0; r < count; r++) {
                List<Expr> weights = strips.load(inner, "w" + r, WEIGHTS.ref(), add(starts.get(r), bytes));
                for (int v = 0; v < weights.size(); v++) {
                    Var sum = sums.get(r).get(v);
                    inner.set(sum, new Expr.Fma(weights.get(v), inputs.get(v), sum.ref()));
                }
            }
        });
        for (int r = 0; r < count; r++) {
            List<Var> parts = sums.get(r);
            Expr total = parts.size() == 1
                    ? parts.getFirst().ref()
                    : new Expr.AddVectors(
                            parts.getFirst().ref(), parts.getLast().ref());
            code.storeElement(OUT.ref(), add(TO.ref(), add(first, number(r))), new Expr.SumLanes(total));
        }
    }
}
