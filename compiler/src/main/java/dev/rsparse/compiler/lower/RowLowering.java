package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.lower.ValueBuffers.stride;
import static dev.rsparse.compiler.lower.ValueBuffers.width;

import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.schedule.WeightLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
            case Node.Input input -> load(step, input);
            case Node.Softmax softmax ->
                step.call(Routines.SOFTMAX, rowsThen(step, softmax).toArray(Expr[]::new));
            case Node.Positions positions -> positions(step, positions, row -> add(step.position(), row));
            case Node.RmsNorm norm -> norm(step, norm);
            case Node.LayerNorm norm -> layerNorm(step, norm);
            case Node.AddBias sum ->
                step.call(
                        Routines.ADD_BIAS,
                        rowsThen(step, sum, WEIGHTS, vector(sum.bias())).toArray(Expr[]::new));
            case Node.Slice slice -> slice(step, slice);
            case PictureNode picture -> new PictureLowering(buffers, this::vector).lower(step, picture);
            case Node.Pointwise pointwise -> pointwise(step, pointwise);
            case Node.Rope rope ->
                step.call(
                        Routines.ROPE,
                        program.rope(rope),
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
        rowsOf(step, gather.table(), gather.output(), token -> element(step.ids(), add(step.from(), token)));
    }

    /// @param at the position of each row
    void positions(Step step, Node.Positions positions, UnaryOperator<Expr> at) {
        rowsOf(step, positions.table(), positions.output(), row -> add(at.apply(row), number(positions.offset())));
    }

    private void load(Step step, Node.Input input) {
        step.call(
                Routines.LOAD,
                new Expr.Call(Routines.INPUTS, List.of(ProgramBuilder.WORKSPACE.ref())),
                step.from(),
                buffers.of(input.output()),
                step.first(),
                step.last(),
                number(width(input.output())),
                number(stride(input.output())));
    }

    /// @param row which row of the table a token of the batch gets
    private void rowsOf(Step step, Weight weight, Value output, UnaryOperator<Expr> row) {
        int width = width(output);
        Optional<WeightLayout.Place> tied = schedule.layout().tied(weight);
        WeightLayout.Entry table = tied.map(WeightLayout.Place::entry)
                .orElseGet(() -> schedule.layout().table(weight));
        step.own().loop("token", step.first(), step.last(), number(1), body -> {
            Expr id = row.apply(body.index());
            List<Expr> arguments =
                    new ArrayList<>(List.of(WEIGHTS, number(table.offset()), new Expr.Layout(table.layout())));
            arguments.add(number(table.scale(0)));
            arguments.add(number(table.place(0)));
            tied.ifPresent(_ -> arguments.add(number(table.length())));
            arguments.add(
                    tied.map(place -> add(number(place.part().from()), id)).orElse(id));
            arguments.add(number(width));
            arguments.add(buffers.of(output));
            arguments.add(mul(body.index(), number(stride(output))));
            Callee routine = tied.isPresent() ? Routines.EMBEDDING_FROM_COLUMNS : Routines.EMBEDDING_FROM_ROWS;
            body.code().invoke(new Expr.Call(routine, arguments));
        });
    }

    private void norm(Step step, Node.RmsNorm norm) {
        List<Expr> arguments = rowsThen(step, norm);
        if (norm.heads() > 1) {
            arguments.set(4, number(norm.width()));
            arguments.add(5, number(norm.heads()));
        }
        norm.scale().ifPresent(scale -> {
            arguments.add(WEIGHTS);
            arguments.add(vector(scale));
        });
        arguments.add(new Expr.ConstFloat(norm.epsilon()));
        step.own().invoke(new Expr.Call(norm.heads() > 1 ? Routines.RMS_NORM_HEADS : Routines.RMS_NORM, arguments));
    }

    private void layerNorm(Step step, Node.LayerNorm norm) {
        List<Expr> arguments = rowsThen(step, norm, WEIGHTS, vector(norm.scale()));
        // Without a bias, a place that no vector has.
        arguments.add(norm.bias().map(this::vector).orElseGet(() -> number(-1L)));
        arguments.add(new Expr.ConstFloat(norm.epsilon()));
        step.own().invoke(new Expr.Call(Routines.LAYER_NORM, arguments));
    }

    private void slice(Step step, Node.Slice slice) {
        step.call(
                Routines.SLICE,
                buffers.of(slice.x()),
                number(slice.from()),
                number(stride(slice.x())),
                buffers.of(slice.output()),
                number(stride(slice.output())),
                step.first(),
                step.last(),
                number(width(slice.output())));
    }

    /// What a routine over the rows of a node's one operand takes first, then `more`.
    private List<Expr> rowsThen(Step step, Node node, Expr... more) {
        List<Expr> arguments = new ArrayList<>(List.of(
                buffers.of(node.inputs().getFirst()),
                buffers.of(node.output()),
                step.first(),
                step.last(),
                number(width(node.output())),
                number(stride(node.output()))));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /// Where a vector of weights is.
    private Expr vector(Weight weight) {
        return number(schedule.layout().entry(weight.path()).offset());
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

    private void pointwise(Step step, Node.Pointwise node) {
        Callee routine = Routines.of(node.function());
        if (node.function() == ElementFunction.SIGMOID) {
            step.call(routine, rowsThen(step, node).toArray(Expr[]::new));
            return;
        }
        if (node.function().takesNumber()) {
            elementwise(step, routine, node, new Expr.ConstFloat(node.number()));
        } else {
            elementwise(step, routine, node);
        }
    }

    /// Runs over whole rows, padding included: it is zero on all sides.
    private void elementwise(Step step, Callee routine, Node node, Expr... more) {
        Expr stride = number(stride(node.output()));
        List<Expr> arguments = new ArrayList<>();
        node.inputs().forEach(input -> arguments.add(buffers.of(input)));
        arguments.add(buffers.of(node.output()));
        arguments.add(mul(step.first(), stride));
        arguments.add(mul(step.last(), stride));
        arguments.addAll(List.of(more));
        step.own().invoke(new Expr.Call(routine, arguments));
    }
}
