package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.element;
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
    void decode(Turns turns, Node.GatedRowsLinear linear, Expr x, Expr gate, Expr y) {
        Weight weight = linear.weight();
        Code code = turns.alone();
        Expr rows = program.ints("channels", out(weight) + RowKernels.FUSED);
        Expr factors = program.floats("values", out(weight) + RowKernels.FUSED);
        List<Expr> arguments = new ArrayList<>(List.of(gate));
        addScores(arguments, linear, layout.rows(weight).layout().scaled());
        arguments.addAll(List.of(rows, factors, y));
        Function select = program.kernel(gates(linear).list());
        Expr kept = code.let(
                LinearLowering.identifier(weight, linear.output()) + "Kept",
                select.call(arguments.toArray(Expr[]::new)));
        count(code, linear, ProgramBuilder.counters(), kept);
        Expr groupCount = program.ints("groups", 1);
        Function pad = program.kernel(RowKernels.pad());
        code.storeElement(groupCount, number(0), pad.call(rows, factors, kept));
        Expr groups = element(groupCount, number(0));
        WeightLayout.Entry entry = layout.rows(weight);
        Expr inputs = x;
        if (entry.layout().scalesPlaces()) {
            int stride = StripLayout.padded(entry.length());
            inputs = program.floats("scaledRow", stride);
            LinearLowering.scale(
                    turns.alone(),
                    new LinearLowering.Scaled(x, inputs, number(0), number(1), stride, stride),
                    entry.place(0));
        }
        Function product = program.kernel(new RowKernels(entry.layout()).listed());
        Code pass = new Code();
        pass.invoke(product.call(
                WEIGHTS,
                number(entry.offset()),
                number((int) (entry.stripBytes() / 4)),
                inputs,
                rows,
                factors,
                groups,
                Turns.shareStart(groups),
                Turns.shareEnd(groups),
                LinearLowering.sums(),
                y,
                number(0)));
        program.callNamed(turns.shared(), weight.path(), "sparse", pass);
    }

    /// A batch through all rows, then each token's outputs multiplied by its gate, all of them or those it keeps.
    void batch(Turns turns, Node.GatedRowsLinear linear, Operands operands, Expr thin) {
        Weight weight = linear.weight();
        WeightLayout.Entry entry = layout.rows(weight);
        RowBatchKernel kernel = new RowBatchKernel(entry.layout(), in(weight), out(weight));
        Expr tiles = number(kernel.tiles());
        Expr inputs = operands.x();
        if (entry.layout().scalesPlaces()) {
            inputs = program.rows("scaled", in(weight));
            LinearLowering.scalePlaces(turns, operands.x(), inputs, operands.batch(), in(weight), entry.place(0));
        }
        turns.shared()
                .invoke(program.kernel(kernel.function())
                        .call(
                                WEIGHTS,
                                number(entry.offset()),
                                inputs,
                                operands.batch().tiled(),
                                Turns.shareStart(tiles),
                                Turns.shareEnd(tiles),
                                LinearLowering.sums(),
                                operands.y()));
        if (entry.layout().scaled()) {
            Expr y = operands.y();
            LinearLowering.scale(
                    turns.rows(), LinearLowering.Scaled.own(y, y, operands.batch(), out(weight)), entry.scale(0));
        }
        turns.rows().choose(thin, then -> gateRows(then, linear, operands), otherwise -> {
            Expr stride = number(StripLayout.padded(out(weight)));
            Expr from = mul(operands.batch().first(), stride);
            Expr to = mul(operands.batch().last(), stride);
            otherwise.invoke(
                    new Expr.Call(Routines.SILU_MUL, List.of(operands.gate(), operands.y(), operands.y(), from, to)));
        });
    }

    /// The arrays of a batch and its rows.
    record Operands(Expr x, Expr gate, Expr y, LinearLowering.Batch batch) {}

    private void gateRows(Code code, Node.GatedRowsLinear linear, Operands operands) {
        String name = LinearLowering.identifier(linear.weight(), linear.output());
        Function mask = program.kernel(gates(linear).row());
        code.loop(name + "Row", operands.batch().first(), operands.batch().last(), number(1), body -> {
            Expr from = mul(body.index(), number(StripLayout.padded(out(linear.weight()))));
            List<Expr> arguments = new ArrayList<>(List.of(operands.gate(), from));
            addScores(arguments, linear, false);
            arguments.add(operands.y());
            Expr kept = body.code().let(name + "Kept", mask.call(arguments.toArray(Expr[]::new)));
            count(body.code(), linear, ProgramBuilder.counters(), kept);
        });
    }

    void addScores(List<Expr> arguments, Node.GatedRowsLinear linear, boolean scales) {
        Thinning thinning = linear.thinning();
        arguments.add(new Expr.ConstFloat(thinning.threshold()));
        if (thinning.scaled() || scales) {
            arguments.add(WEIGHTS);
        }
        if (thinning.scaled()) {
            arguments.add(number(layout.norms(linear).offset()));
        }
        if (scales) {
            arguments.add(number(layout.rows(linear.weight()).scale(0)));
        }
    }

    void count(Code code, Node.GatedRowsLinear linear, Expr counters, Expr kept) {
        Weight weight = linear.weight();
        Program.Site site = new Program.Site(weight.path(), in(weight), out(weight), 0, in(weight));
        program.count(code, linear, site, counters, kept);
    }

    GateKernels gates(Node.GatedRowsLinear linear) {
        Weight weight = linear.weight();
        return new GateKernels(
                out(weight),
                linear.thinning().scaled(),
                layout.rows(weight).layout().scaled());
    }

    private static int in(Weight weight) {
        return weight.type().size(1);
    }

    private static int out(Weight weight) {
        return weight.type().size(0);
    }
}
