package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;

/// One token of each of several sequences through a gated product that skips rows: the rows that at least one
/// gate keeps are read once for all sequences.
final class GroupGatedLowering {

    private final ProgramBuilder program;
    private final WeightLayout layout;
    private final GatedLowering gated;

    GroupGatedLowering(ProgramBuilder program, WeightLayout layout) {
        this.program = program;
        this.layout = layout;
        this.gated = new GatedLowering(program, layout);
    }

    void lower(Step step, Node.GatedRowsLinear linear, GatedLowering.Operands operands) {
        int in = linear.weight().type().size(1);
        int out = linear.weight().type().size(0);
        WeightLayout.Entry entry = layout.rows(linear.weight());
        Expr factors = GroupLowering.values(program, out);
        factors(step.turns().rows(), linear, operands, factors);
        Expr inputs = operands.x();
        if (entry.layout().scalesPlaces()) {
            inputs = program.rows("scaled", in);
            LinearLowering.scalePlaces(step.turns(), operands.x(), inputs, operands.batch(), in, entry.place(0));
        }
        Code alone = step.turns().alone();
        int stride = GroupLowering.valueStride(out);
        Expr union = GroupLowering.union(program, step.rows(), factors, stride, out, GroupRowKernels.FUSED);
        Expr kept = alone.let(name(linear) + "Union", union);
        gated.count(alone, linear, ProgramBuilder.counters(), kept);
        Expr count = program.ints("groups", 1);
        Expr whole = add(kept, number(GroupRowKernels.FUSED - 1));
        alone.storeElement(count, number(0), arith(Expr.Arith.Op.DIV, whole, number(GroupRowKernels.FUSED)));
        Expr groups = element(count, number(0));
        Function product = program.kernel(new GroupRowKernels(entry.layout()).listed());
        step.turns()
                .shared()
                .invoke(product.call(
                        LinearLowering.WEIGHTS,
                        number(entry.offset()),
                        number((int) (entry.stripBytes() / 4)),
                        inputs,
                        number(StripLayout.padded(in)),
                        step.rows(),
                        GroupLowering.channels(program, out, GroupRowKernels.FUSED),
                        factors,
                        number(stride),
                        groups,
                        Turns.shareStart(groups),
                        Turns.shareEnd(groups),
                        LinearLowering.sums(),
                        operands.y(),
                        number(StripLayout.padded(out))));
    }

    private void factors(Code code, Node.GatedRowsLinear linear, GatedLowering.Operands operands, Expr factors) {
        int out = linear.weight().type().size(0);
        Function kernel = program.kernel(gated.gates(linear).factors());
        LinearLowering.Batch batch = operands.batch();
        code.loop(name(linear) + "Row", batch.first(), batch.last(), number(1), body -> {
            Expr row = body.index();
            List<Expr> arguments = new ArrayList<>(List.of(operands.gate(), mul(row, number(StripLayout.padded(out)))));
            gated.addScores(
                    arguments, linear, layout.rows(linear.weight()).layout().scaled());
            arguments.addAll(List.of(factors, mul(row, number(GroupLowering.valueStride(out))), operands.y()));
            Expr kept = body.code().let(name(linear) + "Kept", kernel.call(arguments.toArray(Expr[]::new)));
            gated.count(body.code(), linear, ProgramBuilder.counters(row), kept);
        });
    }

    private static String name(Node.GatedRowsLinear linear) {
        return LinearLowering.identifier(linear.weight(), linear.output());
    }
}
