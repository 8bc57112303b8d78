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

/// Chooses the outputs of `silu(gate) * up` whose score `|silu(gate_i)| * c_i` is above the threshold: as a list
/// for [RowKernels], or as zeros in a product that is there already. Returns how many were kept.
///
/// Gates are read in whole vectors: what lies past the last is zero, and so is its silu; no threshold is below 0.
final class GateKernels {

    private static final Var GATE = Var.of("gate", Type.FLOATS);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var THRESHOLD = Var.of("threshold", Type.F32);
    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var NORMS = Var.of("norms", Type.I64);
    private static final Var STRIP_SCALES = Var.of("stripScales", Type.I64);
    private static final Var ROWS = Var.of("rows", Type.INTS);
    private static final Var FACTORS = Var.of("factors", Type.FLOATS);
    private static final Var TO = Var.of("to", Type.I32);
    private static final Var Y = Var.of("y", Type.FLOATS);

    private final int out;
    private final boolean scaled;
    private final boolean scaledStrips;

    /// @param scaled whether scores are scaled by norms, which the weights hold as floats
    /// @param scaledStrips whether factors are multiplied by the scales of the rows they belong to
    GateKernels(int out, boolean scaled, boolean scaledStrips) {
        this.out = out;
        this.scaled = scaled;
        this.scaledStrips = scaledStrips;
    }

    /// For one token: lists the rows to compute and what to multiply each by, and clears `y`.
    Function list() {
        Code code = new Code();
        Var count = code.variable("count", number(0));
        code.loop("i", number(0), number(out), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr factor = inner.let("factor", new Expr.Silu(new Expr.LoadArray(GATE.ref(), body.index())));
            Expr mask = mask(inner, factor, body.index());
            Expr listed = scaledStrips ? new Expr.MulVectors(factor, floats(STRIP_SCALES, body.index())) : factor;
            inner.storeVector(FACTORS.ref(), count.ref(), new Expr.Compress(listed, mask));
            inner.storeVector(ROWS.ref(), count.ref(), new Expr.CompressIndices(body.index(), mask));
            inner.storeVector(Y.ref(), body.index(), new Expr.Zero());
            inner.set(count, add(count.ref(), new Expr.CountTrue(mask)));
        });
        code.result(count.ref());
        return function(
                "selectRows",
                "Lists the rows a token's gate keeps, clears y,",
                List.of(),
                scaledStrips,
                List.of(ROWS, FACTORS),
                code);
    }

    /// For one row of a batch: multiplies what was computed by the gate where that keeps it, and clears the rest.
    Function row() {
        Code code = new Code();
        Var count = code.variable("count", number(0));
        code.loop("i", number(0), number(out), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr at = inner.let("at", add(FROM.ref(), body.index()));
            Expr factor = inner.let("factor", new Expr.Silu(new Expr.LoadArray(GATE.ref(), at)));
            Expr mask = mask(inner, factor, body.index());
            Expr product = new Expr.MulVectors(factor, new Expr.LoadArray(Y.ref(), at));
            inner.storeVector(Y.ref(), at, new Expr.KeepLanes(product, mask, false));
            inner.set(count, add(count.ref(), new Expr.CountTrue(mask)));
        });
        code.result(count.ref());
        return function(
                "gateRow", "Multiplies one row by its gate where that keeps it", List.of(FROM), false, List.of(), code);
    }

    /// For one of several sequences: what to multiply each row by, zero for those its gate does not keep.
    Function factors() {
        Code code = new Code();
        Var count = code.variable("count", number(0));
        code.loop("i", number(0), number(StripLayout.F32.whole(out)), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr at = inner.let("at", add(FROM.ref(), body.index()));
            Expr factor = inner.let("factor", new Expr.Silu(new Expr.LoadArray(GATE.ref(), at)));
            Expr mask = mask(inner, factor, body.index());
            Expr listed = scaledStrips ? new Expr.MulVectors(factor, floats(STRIP_SCALES, body.index())) : factor;
            inner.storeVector(FACTORS.ref(), add(TO.ref(), body.index()), new Expr.KeepLanes(listed, mask, false));
            inner.storeVector(Y.ref(), at, new Expr.Zero());
            inner.set(count, add(count.ref(), new Expr.CountTrue(mask)));
        });
        code.result(count.ref());
        return function(
                "rowFactors",
                "Computes the factors of one sequence's rows, clears its y,",
                List.of(FROM),
                scaledStrips,
                List.of(FACTORS, TO),
                code);
    }

    private Expr mask(Code code, Expr factor, Expr i) {
        Expr score = new Expr.Abs(factor);
        if (scaled) {
            score = new Expr.MulVectors(score, floats(NORMS, i));
        }
        return code.let("above", new Expr.Greater(score, THRESHOLD.ref()));
    }

    private static Expr floats(Var start, Expr i) {
        return new Expr.LoadFloats(WEIGHTS.ref(), add(start.ref(), mul(widen(i), number(4L))));
    }

    private Function function(String verb, String doc, List<Var> place, boolean scales, List<Var> lists, Code code) {
        List<Var> parameters = new ArrayList<>(List.of(GATE));
        parameters.addAll(place);
        parameters.add(THRESHOLD);
        if (scaled || scales) {
            parameters.add(WEIGHTS);
        }
        if (scaled) {
            parameters.add(NORMS);
        }
        if (scales) {
            parameters.add(STRIP_SCALES);
        }
        parameters.addAll(lists);
        parameters.add(Y);
        String name = verb + out + (scaled ? "ByNorm" : "") + (scales ? "Scaled" : "");
        return new Function(name, doc + " and counts them.", false, parameters, Type.I32, code.statements());
    }
}
