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

/// Splits an input into the channels whose score is above the threshold and the rest (R-Sparse, arXiv:2504.19449):
/// the kept ones as a list for the column kernels, or as a row with zeros for the batch kernel. Returns how many
/// were kept.
///
/// Rows are read in whole vectors: what lies past the last channel is zero, scores 0, and no threshold is below 0.
final class SelectKernels {

    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var THRESHOLD = Var.of("threshold", Type.F32);
    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var NORMS = Var.of("norms", Type.I64);
    private static final Var CHANNELS = Var.of("channels", Type.INTS);
    private static final Var VALUES = Var.of("values", Type.FLOATS);
    private static final Var KEPT = Var.of("kept", Type.FLOATS);
    private static final Var TO = Var.of("to", Type.I32);
    private static final Var STRIP_SCALES = Var.of("stripScales", Type.I64);
    private static final Var REST = Var.of("rest", Type.FLOATS);

    private final int in;
    private final boolean columnNorms;
    private final boolean scaledStrips;
    private final boolean lowRank;

    /// @param columnNorms whether scores are scaled by the column norms, which the weights hold as floats
    /// @param scaledStrips whether values are multiplied by the scales of the strips they meet
    /// @param lowRank whether the rest is wanted, for the low-rank term
    SelectKernels(int in, boolean columnNorms, boolean scaledStrips, boolean lowRank) {
        this.in = in;
        this.columnNorms = columnNorms;
        this.scaledStrips = scaledStrips;
        this.lowRank = lowRank;
    }

    /// For one token: compacts the kept channels and their values into lists.
    Function list() {
        Code code = new Code();
        Var count = code.variable("count", number(0));
        code.loop("j", number(0), number(in), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr x = inner.let("v", new Expr.LoadArray(X.ref(), add(FROM.ref(), body.index())));
            Expr mask = mask(inner, x, body.index());
            inner.storeVector(VALUES.ref(), count.ref(), new Expr.Compress(value(x, body.index()), mask));
            inner.storeVector(CHANNELS.ref(), count.ref(), new Expr.CompressIndices(body.index(), mask));
            storeRest(inner, x, mask, add(FROM.ref(), body.index()));
            inner.set(count, add(count.ref(), new Expr.CountTrue(mask)));
        });
        code.result(count.ref());
        return function("select", "Lists the kept channels of one token", List.of(CHANNELS, VALUES), code);
    }

    /// For one row, to its very end: the same input with the channels that are not kept set to zero.
    Function row() {
        Code code = new Code();
        Var count = code.variable("count", number(0));
        code.loop("j", number(0), number(StripLayout.F32.whole(in)), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr x = inner.let("v", new Expr.LoadArray(X.ref(), add(FROM.ref(), body.index())));
            Expr mask = mask(inner, x, body.index());
            inner.storeVector(
                    KEPT.ref(), add(TO.ref(), body.index()), new Expr.KeepLanes(value(x, body.index()), mask, false));
            storeRest(inner, x, mask, add(FROM.ref(), body.index()));
            inner.set(count, add(count.ref(), new Expr.CountTrue(mask)));
        });
        // Norms and scales are not padded as far as rows.
        code.loop(
                "past",
                number(StripLayout.F32.whole(in)),
                number(StripLayout.padded(in)),
                new Expr.Lanes(),
                body -> clear(body.code(), body.index()));
        code.result(count.ref());
        return function("mask", "Zeroes the channels of one row that are not kept", List.of(KEPT, TO), code);
    }

    private void clear(Code code, Expr j) {
        code.storeVector(KEPT.ref(), add(TO.ref(), j), new Expr.Zero());
        if (lowRank) {
            code.storeVector(REST.ref(), add(FROM.ref(), j), new Expr.Zero());
        }
    }

    private Expr mask(Code code, Expr x, Expr j) {
        Expr magnitude = new Expr.Abs(x);
        if (!columnNorms) {
            return code.let("above", new Expr.Greater(magnitude, THRESHOLD.ref()));
        }
        return code.let("above", new Expr.Greater(new Expr.MulVectors(magnitude, floats(NORMS, j)), THRESHOLD.ref()));
    }

    private Expr value(Expr x, Expr j) {
        return scaledStrips ? new Expr.MulVectors(x, floats(STRIP_SCALES, j)) : x;
    }

    private static Expr floats(Var start, Expr j) {
        return new Expr.LoadFloats(WEIGHTS.ref(), add(start.ref(), mul(widen(j), number(4L))));
    }

    /// Rests lie as the inputs do.
    private void storeRest(Code code, Expr x, Expr mask, Expr at) {
        if (lowRank) {
            code.storeVector(REST.ref(), at, new Expr.KeepLanes(x, mask, true));
        }
    }

    private Function function(String verb, String doc, List<Var> results, Code code) {
        List<Var> parameters = new ArrayList<>(List.of(X, FROM, THRESHOLD));
        if (columnNorms || scaledStrips) {
            parameters.add(WEIGHTS);
        }
        if (columnNorms) {
            parameters.add(NORMS);
        }
        if (scaledStrips) {
            parameters.add(STRIP_SCALES);
        }
        parameters.addAll(results);
        if (lowRank) {
            parameters.add(REST);
        }
        String name = verb
                + in
                + (columnNorms ? "ByNorm" : "")
                + (scaledStrips ? "Scaled" : "")
                + (lowRank ? "WithRest" : "");
        return new Function(name, doc + " and counts them.", false, parameters, Type.I32, code.statements());
    }
}
