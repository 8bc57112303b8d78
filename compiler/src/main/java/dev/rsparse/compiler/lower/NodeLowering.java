package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One node as statements, for one token or for a batch.
final class NodeLowering {

    private static final Expr WEIGHTS = new Expr.Own("weights", Type.MEMORY);

    private final Schedule schedule;
    private final ProgramBuilder program;
    private final LinearLowering linears;
    private final ProductLowering products;
    private final GatedLowering gated;
    private final List<Value> probed;

    /// Buffers that hold a row of every token of a batch, whether or not its logits are wanted.
    private final Set<Integer> madeByUnits;

    NodeLowering(Schedule schedule, ProgramBuilder program, List<Value> probed) {
        this.schedule = schedule;
        this.program = program;
        this.linears = new LinearLowering(program, schedule.layout());
        this.products = new ProductLowering(program, schedule.layout(), linears);
        this.gated = new GatedLowering(program, schedule.layout());
        this.probed = probed;
        this.madeByUnits = schedule.units().stream()
                .flatMap(unit -> unit.nodes().stream())
                .map(node -> schedule.buffers().buffer(node.output()))
                .collect(Collectors.toSet());
    }

    /// What the statements of one method share.
    ///
    /// @param rows the tokens, from `ids[from]` on
    /// @param batch the same as a batch; absent for one token, with which the first member alone deals
    record Step(Turns turns, Expr ids, Expr from, Expr rows, Expr position, Optional<LinearLowering.Batch> batch) {

        Code code() {
            return turns.alone();
        }

        /// Where to write what is done to rows `first..last`.
        Code own() {
            return batch.isPresent() ? turns.rows() : turns.alone();
        }

        Expr first() {
            return batch.map(LinearLowering.Batch::first).orElse(number(0));
        }

        Expr last() {
            return batch.map(LinearLowering.Batch::last).orElse(number(1));
        }

        void call(Callee callee, Expr... arguments) {
            own().invoke(new Expr.Call(callee, List.of(arguments)));
        }
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
                describe(step.code(), linear.weight(), rows(linear.thinning()));
                gated.decode(step.turns(), linear, buffer(linear.x()), buffer(linear.gate()), buffer(linear.output()));
            }
            case Node.Gather _,
                    Node.RmsNorm _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> either(step, node);
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
                linears.dense(step.turns(), linear.weight(), buffer(linear.x()), buffer(linear.output()), batch);
            }
            case Node.SparseLowRankLinear linear -> {
                describe(step.turns().nested(), linear.weight(), columns(linear.thinning()));
                Expr x = buffer(linear.x());
                Expr y = buffer(linear.output());
                step.turns()
                        .nested()
                        .choose(
                                thin.ref(),
                                code -> inTurns(code, turns -> linears.thinned(turns, linear, x, y, batch)),
                                code -> inTurns(code, turns -> linears.dense(turns, linear.weight(), x, y, batch)));
            }
            case Node.GatedRowsLinear linear -> {
                describe(step.turns().nested(), linear.weight(), rows(linear.thinning()));
                GatedLowering.Operands operands = new GatedLowering.Operands(
                        buffer(linear.x()), buffer(linear.gate()), buffer(linear.output()), batch);
                gated.batch(step.turns(), linear, operands, thin.ref());
            }
            case Node.Gather _,
                    Node.RmsNorm _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> either(step, node);
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
                .map(linear -> buffer(linear.output()))
                .toList();
        products.decode(step.turns(), product, buffer(product.x()), ys);
    }

    private static void inTurns(Code code, Consumer<Turns> lowering) {
        Turns turns = new Turns(code);
        lowering.accept(turns);
        turns.meet();
    }

    /// The nodes whose routine takes any rows.
    void either(Step step, Node node) {
        switch (node) {
            case Node.Gather gather -> gather(step, gather);
            case Node.RmsNorm norm -> norm(step, norm);
            case Node.Rope rope ->
                step.call(
                        Routines.ROPE,
                        program.rope(rope.headDim(), rope.theta()),
                        buffer(rope.x()),
                        buffer(rope.output()),
                        step.first(),
                        step.last(),
                        number(width(rope.output())),
                        number(stride(rope.output())),
                        step.position());
            case Node.Attention attention -> attention(step, attention);
            case Node.Silu silu -> elementwise(step, Routines.SILU, silu);
            case Node.SiluMul product -> elementwise(step, Routines.SILU_MUL, product);
            case Node.Add sum -> elementwise(step, Routines.ADD, sum);
            case Node.Mul product -> elementwise(step, Routines.MUL, product);
            case Node.Linear _, Node.SparseLowRankLinear _, Node.GatedRowsLinear _ ->
                throw new IllegalArgumentException(node.op());
        }
    }

    private void gather(Step step, Node.Gather gather) {
        int width = width(gather.output());
        Optional<WeightLayout.Place> tied = schedule.layout().tied(gather.table());
        WeightLayout.Entry table = tied.map(WeightLayout.Place::entry)
                .orElseGet(() -> schedule.layout().table(gather.table()));
        step.own().loop("token", step.first(), step.last(), number(1), body -> {
            Expr id = element(step.ids(), add(step.from(), body.index()));
            List<Expr> arguments =
                    new ArrayList<>(List.of(WEIGHTS, number(table.offset()), new Expr.Layout(table.layout())));
            arguments.add(number(table.scale(0)));
            arguments.add(number(table.place(0)));
            tied.ifPresent(_ -> arguments.add(number(table.length())));
            arguments.add(
                    tied.map(place -> add(number(place.part().from()), id)).orElse(id));
            arguments.add(number(width));
            arguments.add(buffer(gather.output()));
            arguments.add(mul(body.index(), number(stride(gather.output()))));
            Callee routine = tied.isPresent() ? Routines.EMBEDDING_FROM_COLUMNS : Routines.EMBEDDING_FROM_ROWS;
            body.code().invoke(new Expr.Call(routine, arguments));
        });
    }

    private void norm(Step step, Node.RmsNorm norm) {
        List<Expr> arguments = new ArrayList<>(List.of(
                buffer(norm.x()),
                buffer(norm.output()),
                step.first(),
                step.last(),
                number(width(norm.output())),
                number(stride(norm.output()))));
        norm.scale().ifPresent(scale -> {
            arguments.add(WEIGHTS);
            arguments.add(number(schedule.layout().entry(scale.path()).offset()));
        });
        arguments.add(new Expr.ConstFloat(norm.epsilon()));
        step.own().invoke(new Expr.Call(Routines.RMS_NORM, arguments));
    }

    private void attention(Step step, Node.Attention attention) {
        Expr cache = program.cache(attention);
        Expr keyStride = number(stride(attention.k()));
        step.call(
                Routines.APPEND,
                cache,
                buffer(attention.k()),
                buffer(attention.v()),
                step.first(),
                step.last(),
                keyStride,
                step.position());
        Expr heads = number(attention.heads());
        List<Expr> arguments = List.of(
                cache,
                buffer(attention.q()),
                buffer(attention.output()),
                step.rows(),
                heads,
                Turns.shareStart(heads),
                Turns.shareEnd(heads),
                number(stride(attention.q())),
                step.position(),
                new Expr.Call(Routines.SCORES, List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref())));
        step.turns().shared().invoke(new Expr.Call(Routines.ATTENTION, arguments));
    }

    /// Runs over whole rows, padding included: it is zero on all sides.
    private void elementwise(Step step, Callee routine, Node node) {
        Expr stride = number(stride(node.output()));
        List<Expr> arguments = new ArrayList<>();
        node.inputs().forEach(input -> arguments.add(buffer(input)));
        arguments.add(buffer(node.output()));
        arguments.add(mul(step.first(), stride));
        arguments.add(mul(step.last(), stride));
        step.own().invoke(new Expr.Call(routine, arguments));
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
                                    buffer(value),
                                    step.rows(),
                                    number(stride(value)))));
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

    static String rows(Thinning thinning) {
        return String.format(Locale.ROOT, "skips rows, sparsity %.4g", thinning.sparsity());
    }

    /// The buffer that holds `value`.
    Expr buffer(Value value) {
        return new Expr.Part(ProgramBuilder.WORKSPACE, bufferName(value), Type.FLOATS);
    }

    /// The workspace field that holds `value`.
    String bufferName(Value value) {
        int index = schedule.buffers().buffer(value);
        String name = "b" + index;
        boolean tail = !madeByUnits.contains(index);
        program.rows(new Program.WorkspaceField.Rows(
                name, schedule.buffers().widths().get(index), tail));
        return name;
    }

    static int width(Value value) {
        return value.type().size(-1);
    }

    static int stride(Value value) {
        return StripLayout.padded(width(value));
    }
}
