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
        count(code, linear, kept);
        Expr groupCount = program.ints("groups", 1);
        Function pad = program.kernel(RowKernels.pad());
        code.storeElement(groupCount, number(0), pad.call(rows, factors, kept));
        Expr groups = element(groupCount, number(0));
        WeightLayout.Entry entry = layout.rows(weight);
        Expr inputs = x;
        if (entry.layout().scalesPlaces()) {
            inputs = program.floats("scaledRow", StripLayout.padded(in(weight)));
            scalePlaces(turns.alone(), entry, x, inputs, number(1));
        }
        Function product = program.kernel(new RowKernels(entry.layout()).listed());
        turns.shared()
                .invoke(product.call(
                        WEIGHTS,
                        number(entry.offset()),
                        number((int) (entry.stripBytes() / 4)),
                        inputs,
                        rows,
                        factors,
                        groups,
                        Turns.shareStart(groups),
                        Turns.shareEnd(groups),
                        sums(),
                        y,
                        number(0)));
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
            scalePlaces(turns.alone(), entry, operands.x(), inputs, operands.tiledRows());
        }
        turns.shared()
                .invoke(program.kernel(kernel.function())
                        .call(
                                WEIGHTS,
                                number(entry.offset()),
                                inputs,
                                operands.tiledRows(),
                                Turns.shareStart(tiles),
                                Turns.shareEnd(tiles),
                                sums(),
                                operands.y()));
        if (entry.layout().scaled()) {
            int stride = StripLayout.padded(out(weight));
            Expr y = operands.y();
            LinearLowering.scale(
                    turns.alone(),
                    new LinearLowering.Scaled(y, y, number(0), operands.rows(), stride, out(weight)),
                    entry.scale(0));
        }
        turns.alone().choose(thin, then -> gateRows(then, linear, operands), otherwise -> {
            Expr count = mul(operands.rows(), number(StripLayout.padded(out(weight))));
            otherwise.invoke(
                    new Expr.Call(Routines.SILU_MUL, List.of(operands.gate(), operands.y(), operands.y(), count)));
        });
    }

    /// Multiplies inputs by the scales of the places of rows, to the end of a strip: what lies there must be zero.
    private static void scalePlaces(Code code, WeightLayout.Entry entry, Expr x, Expr scaled, Expr rows) {
        int stride = StripLayout.padded(entry.length());
        LinearLowering.scale(
                code, new LinearLowering.Scaled(x, scaled, number(0), rows, stride, stride), entry.place(0));
    }

    /// The arrays of a batch, its rows, and those rounded up to whole tiles.
    record Operands(Expr x, Expr gate, Expr y, Expr rows, Expr tiledRows) {}

    private void gateRows(Code code, Node.GatedRowsLinear linear, Operands operands) {
        String name = LinearLowering.identifier(linear.weight(), linear.output());
        Function mask = program.kernel(gates(linear).row());
        code.loop(name + "Row", number(0), operands.rows(), number(1), body -> {
            Expr from = mul(body.index(), number(StripLayout.padded(out(linear.weight()))));
            List<Expr> arguments = new ArrayList<>(List.of(operands.gate(), from));
            addScores(arguments, linear, false);
            arguments.add(operands.y());
            Expr kept = body.code().let(name + "Kept", mask.call(arguments.toArray(Expr[]::new)));
            count(body.code(), linear, kept);
        });
    }

    private void addScores(List<Expr> arguments, Node.GatedRowsLinear linear, boolean scales) {
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

    private void count(Code code, Node.GatedRowsLinear linear, Expr kept) {
        Weight weight = linear.weight();
        program.count(code, linear, new Program.Site(weight.path(), in(weight), out(weight), 0, in(weight)), kept);
    }

    private static Expr sums() {
        return new Expr.Call(Routines.SUMS, List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref()));
    }

    private GateKernels gates(Node.GatedRowsLinear linear) {
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
