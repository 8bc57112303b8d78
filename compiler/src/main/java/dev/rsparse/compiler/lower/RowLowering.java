package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.lower.ValueBuffers.stride;
import static dev.rsparse.compiler.lower.ValueBuffers.width;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.schedule.WeightLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Nodes whose routine takes any number of rows, one for each token.
final class RowLowering {

    private static final Expr WEIGHTS = new Expr.Own("weights", Type.MEMORY);

    private final Schedule schedule;
    private final ProgramBuilder program;
    private final ValueBuffers buffers;

    RowLowering(Schedule schedule, ProgramBuilder program, ValueBuffers buffers) {
        this.schedule = schedule;
        this.program = program;
        this.buffers = buffers;
    }

    /// A node that is no linear.
    void lower(Step step, Node node) {
        switch (node) {
            case Node.Gather gather -> gather(step, gather);
            case Node.RmsNorm norm -> norm(step, norm);
            case Node.Rope rope ->
                step.call(
                        Routines.ROPE,
                        program.rope(rope.headDim(), rope.theta()),
                        buffers.of(rope.x()),
                        buffers.of(rope.output()),
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
            arguments.add(buffers.of(gather.output()));
            arguments.add(mul(body.index(), number(stride(gather.output()))));
            Callee routine = tied.isPresent() ? Routines.EMBEDDING_FROM_COLUMNS : Routines.EMBEDDING_FROM_ROWS;
            body.code().invoke(new Expr.Call(routine, arguments));
        });
    }

    private void norm(Step step, Node.RmsNorm norm) {
        List<Expr> arguments = new ArrayList<>(List.of(
                buffers.of(norm.x()),
                buffers.of(norm.output()),
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
                buffers.of(attention.k()),
                buffers.of(attention.v()),
                step.first(),
                step.last(),
                keyStride,
                step.position());
        List<Expr> arguments = List.of(
                ProgramBuilder.WORKSPACE.ref(),
                cache,
                buffers.of(attention.q()),
                buffers.of(attention.output()),
                number(0),
                step.rows(),
                number(stride(attention.q())),
                step.position(),
                Turns.MEMBER.ref());
        step.turns().shared().invoke(new Expr.Call(Routines.ATTENTION, arguments));
    }

    /// Runs over whole rows, padding included: it is zero on all sides.
    private void elementwise(Step step, Callee routine, Node node) {
        Expr stride = number(stride(node.output()));
        List<Expr> arguments = new ArrayList<>();
        node.inputs().forEach(input -> arguments.add(buffers.of(input)));
        arguments.add(buffers.of(node.output()));
        arguments.add(mul(step.first(), stride));
        arguments.add(mul(step.last(), stride));
        step.own().invoke(new Expr.Call(routine, arguments));
    }
}
