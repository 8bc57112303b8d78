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
import java.util.function.IntFunction;

/// Matrix times vector over columns: `y[o] = sum over channels c of value_c * W[o,c]`, where a column is one contiguous
/// strip. Only the columns of listed channels are read, which is what makes activation sparsity pay.
///
/// Eight columns are fused per pass over `y`: a strip at a time would be bound by the loads and stores of `y`. The eight
/// stand far apart in the list (`k*groups + g`), because neighbouring short strips share pages and confuse the hardware's
/// stream prefetcher.
final class ColumnKernels {

    /// Columns fused per pass.
    static final int FUSED = 8;

    private static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    private static final Var BASE = Var.of("base", Type.I64);
    private static final Var CHANNELS = Var.of("channels", Type.INTS);
    private static final Var VALUES = Var.of("values", Type.FLOATS);
    private static final Var COUNT = Var.of("count", Type.I32);
    private static final Var X = Var.of("x", Type.FLOATS);
    private static final Var Y = Var.of("y", Type.FLOATS);

    private final StripCode strips;
    private final int out;

    ColumnKernels(StripLayout layout, int out) {
        this.strips = new StripCode(layout);
        this.out = out;
    }

    /// Over `count` listed channels. The list is padded here to whole groups with the first channel at value zero,
    /// for which `channels` and `values` need room for seven more entries. Not with a fixed channel: its column may
    /// be inactive, and then it is neither in a cache nor to be read.
    Function listed() {
        Code code = new Code();
        code.loop("pad", COUNT.ref(), add(COUNT.ref(), number(FUSED - 1)), number(1), body -> {
            body.code().storeElement(CHANNELS.ref(), body.index(), element(CHANNELS.ref(), number(0)));
            body.code().storeElement(VALUES.ref(), body.index(), new Expr.ConstFloat(0));
        });
        Expr groups = code.let(
                "groups", arith(Expr.Arith.Op.DIV, add(COUNT.ref(), number(FUSED - 1)), number(FUSED)));
        clear(code);
        code.loop("group", number(0), groups, number(1), body -> {
            IntFunction<Expr> entry = k -> add(mul(groups, number(k)), body.index());
            pass(
                    body.code(),
                    FUSED,
                    k -> element(CHANNELS.ref(), entry.apply(k)),
                    k -> element(VALUES.ref(), entry.apply(k)));
        });
        return new Function(
                "columns" + out + strips.suffix(),
                "y = the sum of values[i] times column channels[i], over " + out + " outputs.",
                false,
                List.of(WEIGHTS, BASE, CHANNELS, VALUES, COUNT, Y),
                Type.NOTHING,
                code.statements());
    }

    /// Over all of `in` channels.
    Function dense(int in) {
        Code code = new Code();
        int groups = in / FUSED;
        clear(code);
        if (groups > 0) {
            code.loop("group", number(0), number(groups), number(1), body -> {
                IntFunction<Expr> channel = k -> add(body.index(), number(k * groups));
                pass(body.code(), FUSED, channel, k -> element(X.ref(), channel.apply(k)));
            });
        }
        if (in % FUSED > 0) {
            IntFunction<Expr> channel = k -> number(groups * FUSED + k);
            // In a loop of one turn, so that its names do not meet those of the loop above.
            code.loop(
                    "last",
                    number(0),
                    number(1),
                    number(1),
                    body -> pass(body.code(), in % FUSED, channel, k -> element(X.ref(), channel.apply(k))));
        }
        return new Function(
                "dense" + out + "x" + in + strips.suffix(),
                "y = W x for all " + in + " channels of " + out + " outputs.",
                false,
                List.of(WEIGHTS, BASE, X, Y),
                Type.NOTHING,
                code.statements());
    }

    private void clear(Code code) {
        code.loop(
                "zero",
                number(0),
                number(StripLayout.padded(out)),
                new Expr.Lanes(),
                body -> body.code().storeVector(Y.ref(), body.index(), new Expr.Zero()));
    }

    /// Adds `fused` scaled columns to `y`.
    private void pass(Code code, int fused, IntFunction<Expr> channel, IntFunction<Expr> value) {
        List<Expr> starts = new ArrayList<>();
        List<Expr> factors = new ArrayList<>();
        for (int k = 0; k < fused; k++) {
            Expr offset = mul(widen(channel.apply(k)), number(strips.bytes(out)));
            starts.add(code.let("column" + k, add(BASE.ref(), offset)));
            factors.add(code.let("x" + k, new Expr.Splat(value.apply(k))));
        }
        code.loop("word", number(0), number(strips.words(out)), new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", mul(widen(body.index()), number(4L)));
            List<Expr> targets = strips.targets(inner, "o", body.index());
            List<Expr> sums = new ArrayList<>();
            for (Expr target : targets) {
                sums.add(new Expr.LoadArray(Y.ref(), target));
            }
            for (int k = 0; k < fused; k++) {
                List<Expr> loaded = strips.load(inner, "w" + k, WEIGHTS.ref(), add(starts.get(k), bytes));
                for (int v = 0; v < loaded.size(); v++) {
                    sums.set(
                            v,
                            inner.let("y" + v + "_" + k, new Expr.Fma(loaded.get(v), factors.get(k), sums.get(v))));
                }
            }
            for (int v = 0; v < targets.size(); v++) {
                inner.storeVector(Y.ref(), targets.get(v), sums.get(v));
            }
        });
    }
}
