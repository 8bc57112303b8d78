package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.Schedule;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// One node as statements, for one token or for a batch.
final class NodeLowering {

    private final Schedule schedule;
    private final ValueBuffers buffers;
    private final RowLowering rows;
    private final LinearLowering linears;
    private final ProductLowering products;
    private final GatedLowering gated;
    private final List<Value> probed;

    NodeLowering(Schedule schedule, ProgramBuilder program, ValueBuffers buffers, List<Value> probed) {
        this.schedule = schedule;
        this.buffers = buffers;
        this.rows = new RowLowering(schedule, program, buffers);
        this.linears = new LinearLowering(program, schedule.layout());
        this.products = new ProductLowering(program, schedule.layout(), linears);
        this.gated = new GatedLowering(program, schedule.layout());
        this.probed = probed;
    }

    /// One token. A product runs when its first linear comes.
    void decode(Step step, Node node) {
        switch (node) {
            case Node.Linear _, Node.SparseLowRankLinear _ -> {
                Product product = schedule.product(node);
                if (product.linears().getFirst().equals(node)) {
                    decode(step, product);
                }
            }
            case Node.GatedRowsLinear linear -> {
                describe(step.code(), linear.weight(), skippedRows(linear.thinning()));
                gated.decode(
                        step.turns(),
                        linear,
                        buffers.of(linear.x()),
                        buffers.of(linear.gate()),
                        buffers.of(linear.output()));
            }
            case Node.Gather _,
                    Node.RmsNorm _,
                    Node.Positions _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    PictureNode _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> rows.lower(step, node);
        }
    }

    /// A batch of `step.rows()` tokens.
    ///
    /// @param thin whether thinned linears run thinned
    void batch(Step step, Node node, Var thin) {
        LinearLowering.Batch batch = step.batch().orElseThrow();
        switch (node) {
            case Node.Linear linear -> {
                describe(step.turns().nested(), linear.weight(), "dense");
                linears.dense(
                        step.turns(), linear.weight(), buffers.of(linear.x()), buffers.of(linear.output()), batch);
            }
            case Node.SparseLowRankLinear linear -> {
                describe(step.turns().nested(), linear.weight(), columns(linear.thinning()));
                Expr x = buffers.of(linear.x());
                Expr y = buffers.of(linear.output());
                step.turns()
                        .nested()
                        .choose(
                                thin.ref(),
                                code -> inTurns(code, turns -> linears.thinned(turns, linear, x, y, batch)),
                                code -> inTurns(code, turns -> linears.dense(turns, linear.weight(), x, y, batch)));
            }
            case Node.GatedRowsLinear linear -> {
                describe(step.turns().nested(), linear.weight(), skippedRows(linear.thinning()));
                GatedLowering.Operands operands = new GatedLowering.Operands(
                        buffers.of(linear.x()), buffers.of(linear.gate()), buffers.of(linear.output()), batch);
                gated.batch(step.turns(), linear, operands, thin.ref());
            }
            case Node.Gather _,
                    Node.RmsNorm _,
                    Node.Positions _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    PictureNode _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> rows.lower(step, node);
        }
        probe(step, node.output());
    }

    private void decode(Step step, Product product) {
        step.code().comment(product.name() + ": " + product.reason());
        for (Node linear : product.linears()) {
            if (linear instanceof Node.SparseLowRankLinear thinned) {
                describe(step.code(), thinned.weight(), columns(thinned.thinning()));
            }
        }
        List<Expr> ys = product.linears().stream()
                .map(linear -> buffers.of(linear.output()))
                .toList();
        products.decode(step.turns(), product, buffers.of(product.x()), ys);
    }

    private static void inTurns(Code code, Consumer<Turns> lowering) {
        Turns turns = new Turns(code);
        lowering.accept(turns);
        turns.meet();
    }

    /// Right after its node, before another value takes its place in the buffer.
    private void probe(Step step, Value value) {
        int index = probed.indexOf(value);
        if (index >= 0) {
            step.code()
                    .invoke(new Expr.Call(
                            Routines.OBSERVE,
                            List.of(
                                    new Expr.Call(Routines.PROBE, List.of(ProgramBuilder.WORKSPACE.ref())),
                                    number(index),
                                    buffers.of(value),
                                    step.rows(),
                                    number(ValueBuffers.stride(value)))));
        }
    }

    static void describe(Code code, Weight weight, String how) {
        code.comment(weight.path() + ": " + weight.type().size(1) + " -> "
                + weight.type().size(0) + ", " + how);
    }

    static String columns(Thinning thinning) {
        return String.format(
                Locale.ROOT,
                "sparsity %.4g, split %.4g, rank %d",
                thinning.sparsity(),
                thinning.split(),
                thinning.rank());
    }

    static String skippedRows(Thinning thinning) {
        return String.format(Locale.ROOT, "skips rows, sparsity %.4g", thinning.sparsity());
    }
}
