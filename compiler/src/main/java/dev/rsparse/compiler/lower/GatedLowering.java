package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;

/// Gated products that skip rows, as calls of the kernels for their shape. Decoding, dense prompts and thinned
/// prompts read one copy of the weight, row by row.
final class GatedLowering {

    private static final Expr WEIGHTS = new Expr.Own("weights", Type.MEMORY);

    private final ProgramBuilder program;
    private final WeightLayout layout;

    GatedLowering(ProgramBuilder program, WeightLayout layout) {
        this.program = program;
        this.layout = layout;
    }

    /// One token: the rows its gate keeps.
    void decode(Code code, Node.GatedRowsLinear linear, Expr x, Expr gate, Expr y) {
        Weight weight = linear.weight();
        Expr rows = program.ints("channels", out(weight) + RowKernels.FUSED);
        Expr factors = program.floats("values", out(weight) + RowKernels.FUSED);
        List<Expr> arguments = new ArrayList<>(List.of(gate));
        addScores(arguments, linear);
        arguments.addAll(List.of(rows, factors, y));
        Function select = program.kernel(gates(linear).list());
        Expr kept = code.let(
                LinearLowering.identifier(weight, linear.output()) + "Kept",
                select.call(arguments.toArray(Expr[]::new)));
        count(code, linear, kept);
        Function product = program.kernel(new RowKernels(layout.format(), in(weight)).listed());
        code.invoke(product.call(WEIGHTS, base(weight), x, rows, factors, kept, sums(RowKernels.FUSED), y));
    }

    /// A batch through all rows, then each token's outputs multiplied by its gate, all of them or those it keeps.
    void batch(Code code, Node.GatedRowsLinear linear, Operands operands, Expr thin) {
        Weight weight = linear.weight();
        Function product = program.kernel(new RowBatchKernel(layout.format(), in(weight), out(weight)).function());
        code.invoke(product.call(
                WEIGHTS, base(weight), operands.x(), operands.tiledRows(), sums(RowBatchKernel.SUMS), operands.y()));
        code.choose(thin, then -> gateRows(then, linear, operands), otherwise -> {
            Expr count = mul(operands.rows(), number(StripLayout.padded(out(weight))));
            otherwise.invoke(
                    new Expr.Call(Routines.SILU_MUL, List.of(operands.gate(), operands.y(), operands.y(), count)));
        });
    }

    /// The arrays of a batch, its rows, and those rounded up to whole tiles.
    record Operands(Expr x, Expr gate, Expr y, Expr rows, Expr tiledRows) {}

    private void gateRows(Code code, Node.GatedRowsLinear linear, Operands operands) {
        String name = LinearLowering.identifier(linear.weight(), linear.output());
        Function mask = program.kernel(gates(linear).row());
        code.loop(name + "Row", number(0), operands.rows(), number(1), body -> {
            Expr from = mul(body.index(), number(StripLayout.padded(out(linear.weight()))));
            List<Expr> arguments = new ArrayList<>(List.of(operands.gate(), from));
            addScores(arguments, linear);
            arguments.add(operands.y());
            Expr kept = body.code().let(name + "Kept", mask.call(arguments.toArray(Expr[]::new)));
            count(body.code(), linear, kept);
        });
    }

    private void addScores(List<Expr> arguments, Node.GatedRowsLinear linear) {
        Thinning thinning = linear.thinning();
        arguments.add(new Expr.ConstFloat(thinning.threshold()));
        if (thinning.scaled()) {
            arguments.add(WEIGHTS);
            arguments.add(number(layout.norms(linear).offset()));
        }
    }

    private void count(Code code, Node.GatedRowsLinear linear, Expr kept) {
        Weight weight = linear.weight();
        program.count(code, linear, new Program.Site(weight.path(), in(weight), out(weight), 0, in(weight)), kept);
    }

    private Expr sums(int count) {
        return program.floats(PartialSums.ARRAY.name(), PartialSums.length(count));
    }

    private static GateKernels gates(Node.GatedRowsLinear linear) {
        return new GateKernels(out(linear.weight()), linear.thinning().scaled());
    }

    private Expr base(Weight weight) {
        return number(layout.rows(weight).offset());
    }

    private static int in(Weight weight) {
        return weight.type().size(1);
    }

    private static int out(Weight weight) {
        return weight.type().size(0);
    }
}
