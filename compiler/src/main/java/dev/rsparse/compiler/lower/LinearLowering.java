package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;

/// Linears, dense and thinned, as calls of the kernels for their shape.
///
/// A thinned linear runs as one product over its kept channels followed by the `rank` channels of the low-rank
/// term: the columns of `U` lie behind those of `W`, so `y = W[:,S] x[S] + U (V x_rest)` needs no second pass over
/// `y`.
final class LinearLowering {

    private static final Expr WEIGHTS = new Expr.Own("weights", Type.MEMORY);

    private final ProgramBuilder program;
    private final WeightLayout layout;

    LinearLowering(ProgramBuilder program, WeightLayout layout) {
        this.program = program;
        this.layout = layout;
    }

    /// One token, all channels.
    void decodeDense(Code code, Node.Linear linear, Expr x, Expr y) {
        Function kernel = program.kernel(columns(linear.weight()).dense(in(linear.weight())));
        code.invoke(kernel.call(WEIGHTS, base(linear.weight()), x, y));
    }

    /// A batch, all channels.
    void batchDense(Code code, Weight weight, Expr x, Expr y, Expr tiledRows) {
        int in = in(weight);
        Function kernel = program.kernel(new BatchKernel(layout.format(), out(weight)).function());
        code.invoke(kernel.call(WEIGHTS, base(weight), x, number(StripLayout.padded(in)), number(in), tiledRows, y));
    }

    /// One token, kept channels and the low-rank term.
    void decodeThinned(Code code, Node.SparseLowRankLinear linear, Expr x, Expr y) {
        Weight weight = linear.weight();
        int in = in(weight);
        int rank = linear.thinning().rank();
        Expr channels = program.ints("channels", in + rank + ColumnKernels.FUSED);
        Expr values = program.floats("values", in + rank + ColumnKernels.FUSED);
        String name = identifier(weight, linear.output());
        List<Expr> arguments = selection(linear, x, number(0));
        arguments.addAll(List.of(channels, values));
        addRest(arguments, linear);
        Function select = program.kernel(kernels(linear).list());
        Expr kept = code.let(name + "Kept", select.call(arguments.toArray(Expr[]::new)));
        count(code, linear, kept);
        if (rank > 0) {
            project(code, linear, values, kept);
            code.loop(
                    name + "Rank",
                    number(0),
                    number(rank),
                    number(1),
                    body -> body.code().storeElement(channels, add(kept, body.index()), add(number(in), body.index())));
        }
        Function product = program.kernel(columns(weight).listed());
        code.invoke(product.call(WEIGHTS, base(weight), channels, values, add(kept, number(rank)), y));
    }

    /// A batch in which every row has its own kept channels: zeroes the others, then multiplies whole.
    void batchThinned(Code code, Node.SparseLowRankLinear linear, Expr x, Expr y, Expr rows, Expr tiledRows) {
        Weight weight = linear.weight();
        int in = in(weight);
        int rank = linear.thinning().rank();
        int stride = StripLayout.padded(in + rank);
        Expr masked = program.rows("masked", in + rank);
        code.loop(identifier(weight, linear.output()) + "Row", number(0), rows, number(1), body -> {
            Code inner = body.code();
            List<Expr> arguments = selection(linear, x, mul(body.index(), number(StripLayout.padded(in))));
            arguments.addAll(List.of(masked, mul(body.index(), number(stride))));
            addRest(arguments, linear);
            Function mask = program.kernel(kernels(linear).row());
            Expr kept =
                    inner.let(identifier(weight, linear.output()) + "Kept", mask.call(arguments.toArray(Expr[]::new)));
            count(inner, linear, kept);
            if (rank > 0) {
                project(inner, linear, masked, add(mul(body.index(), number(stride)), number(in)));
            }
        });
        Function kernel = program.kernel(new BatchKernel(layout.format(), out(weight)).function());
        code.invoke(kernel.call(WEIGHTS, base(weight), masked, number(stride), number(in + rank), tiledRows, y));
    }

    private List<Expr> selection(Node.SparseLowRankLinear linear, Expr x, Expr from) {
        Thinning thinning = linear.thinning();
        List<Expr> arguments = new ArrayList<>(List.of(x, from, new Expr.ConstFloat(thinning.threshold())));
        if (thinning.scaled()) {
            long norms = layout.norms(linear).offset();
            arguments.addAll(List.of(WEIGHTS, number(norms)));
        }
        return arguments;
    }

    private void addRest(List<Expr> arguments, Node.SparseLowRankLinear linear) {
        if (linear.thinning().rank() > 0) {
            arguments.add(rest(linear));
        }
    }

    /// Each width has its own rest, because what lies past the last channel must stay zero.
    private Expr rest(Node.SparseLowRankLinear linear) {
        int in = in(linear.weight());
        return program.floats("rest" + in, StripLayout.padded(in));
    }

    private void project(Code code, Node.SparseLowRankLinear linear, Expr out, Expr to) {
        Weight weight = linear.weight();
        Function kernel = program.kernel(
                new ProjectKernel(layout.format(), in(weight), linear.thinning().rank()).function());
        long factor = layout.entry(weight.path() + ".project").offset();
        code.invoke(kernel.call(WEIGHTS, number(factor), rest(linear), out, to));
    }

    private void count(Code code, Node.SparseLowRankLinear linear, Expr kept) {
        Weight weight = linear.weight();
        int rank = linear.thinning().rank();
        program.count(code, linear, new Program.Site(weight.path(), in(weight), out(weight), rank, out(weight)), kept);
    }

    private SelectKernels kernels(Node.SparseLowRankLinear linear) {
        Thinning thinning = linear.thinning();
        return new SelectKernels(in(linear.weight()), thinning.scaled(), thinning.rank() > 0);
    }

    private ColumnKernels columns(Weight weight) {
        return new ColumnKernels(layout.format(), out(weight));
    }

    private Expr base(Weight weight) {
        return number(layout.columns(weight).offset());
    }

    private static int in(Weight weight) {
        return weight.type().size(1);
    }

    private static int out(Weight weight) {
        return weight.type().size(0);
    }

    /// A name for the local variables of one linear. The value's id keeps apart linears whose weights share the last
    /// part of their path, or are the same.
    static String identifier(Weight weight, Value output) {
        String name = weight.path().replaceAll(".*\\.", "").replaceAll("[^A-Za-z0-9]", "_");
        return name + output.id();
    }
}
