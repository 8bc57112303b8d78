package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// One node as statements for one token of each of several sequences. Row `i` of every buffer belongs to sequence
/// `i`, which has a position and a cache of its own.
final class GroupLowering {

    private final Schedule schedule;
    private final ProgramBuilder program;
    private final ValueBuffers buffers;
    private final RowLowering rows;
    private final GroupProductLowering products;
    private final GroupGatedLowering gated;

    GroupLowering(Schedule schedule, ProgramBuilder program, ValueBuffers buffers) {
        this.schedule = schedule;
        this.program = program;
        this.buffers = buffers;
        this.rows = new RowLowering(schedule, program, buffers);
        this.products = new GroupProductLowering(program, schedule.layout());
        this.gated = new GroupGatedLowering(program, schedule.layout());
    }

    /// A product runs when its first linear comes.
    void lower(Step step, Node node) {
        switch (node) {
            case Node.Linear _, Node.SparseLowRankLinear _ -> {
                Product product = schedule.product(node);
                if (product.linears().getFirst().equals(node)) {
                    step.turns().nested().comment(product.name() + ": " + product.reason());
                    List<Expr> ys = product.linears().stream()
                            .map(linear -> buffers.of(linear.output()))
                            .toList();
                    products.lower(step, product, buffers.of(product.x()), ys);
                }
            }
            case Node.GatedRowsLinear linear -> {
                NodeLowering.describe(
                        step.turns().nested(), linear.weight(), NodeLowering.skippedRows(linear.thinning()));
                gated.lower(
                        step,
                        linear,
                        new GatedLowering.Operands(
                                buffers.of(linear.x()),
                                buffers.of(linear.gate()),
                                buffers.of(linear.output()),
                                step.batch().orElseThrow()));
            }
            case Node.Rope rope -> rope(step, rope);
            case Node.Attention attention -> attention(step, attention);
            case Node.Positions positions -> rows.positions(step, positions, GroupLowering::position);
            case Node.Gather _,
                    Node.Softmax _,
                    Node.RmsNorm _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Silu _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> rows.lower(step, node);
            case Node.Input _, PictureNode _ -> throw new IllegalArgumentException(node.op() + " is of no sequence");
        }
    }

    /// Where the sequence of `row` stands.
    private static Expr position(Expr row) {
        return new Expr.Call(Routines.POSITION, List.of(ProgramBuilder.WORKSPACE.ref(), row));
    }

    /// What routines for rows of one sequence take as the position of row 0.
    private static Expr origin(Expr row) {
        return arith(Expr.Arith.Op.SUB, position(row), row);
    }

    private void rope(Step step, Node.Rope rope) {
        step.own().loop("sequence", step.first(), step.last(), number(1), body -> {
            Expr row = body.index();
            List<Expr> arguments = List.of(
                    program.rope(rope),
                    buffers.of(rope.x()),
                    buffers.of(rope.output()),
                    row,
                    add(row, number(1)),
                    number(ValueBuffers.width(rope.output())),
                    number(ValueBuffers.stride(rope.output())),
                    origin(row));
            body.code().invoke(new Expr.Call(Routines.ROPE, arguments));
        });
    }

    /// Attention of one sequence after the other, each shared out among threads as for one token.
    private void attention(Step step, Node.Attention attention) {
        int keyStride = ValueBuffers.stride(attention.k());
        step.own().loop("sequence", step.first(), step.last(), number(1), body -> {
            Expr row = body.index();
            List<Expr> arguments = List.of(
                    program.cache(attention, row),
                    buffers.of(attention.k()),
                    buffers.of(attention.v()),
                    row,
                    add(row, number(1)),
                    number(keyStride),
                    origin(row));
            body.code().invoke(new Expr.Call(Routines.APPEND, arguments));
        });
        step.turns().shared().loop("sequence", number(0), step.rows(), number(1), body -> {
            Expr row = body.index();
            List<Expr> arguments = List.of(
                    ProgramBuilder.WORKSPACE.ref(),
                    program.cache(attention, row),
                    buffers.of(attention.q()),
                    buffers.of(attention.output()),
                    row,
                    add(row, number(1)),
                    number(ValueBuffers.stride(attention.q())),
                    origin(row),
                    Turns.MEMBER.ref());
            body.code().invoke(new Expr.Call(Routines.ATTENTION, arguments));
        });
    }

    /// Lists what at least one of the sequences needs, in [Operand#channels] and [Operand#places], and gives its
    /// number.
    static Expr union(ProgramBuilder program, Expr rows, Expr values, int stride, int n, int fused) {
        return new Expr.Call(
                Routines.UNION,
                List.of(
                        values,
                        rows,
                        number(stride),
                        number(n),
                        channels(program, n, fused),
                        places(program, n, fused),
                        number(fused)));
    }

    static Expr channels(ProgramBuilder program, int n, int fused) {
        return program.ints("channels", n + fused);
    }

    static Expr places(ProgramBuilder program, int n, int fused) {
        return program.ints("places", n + fused);
    }

    /// Where the values of `n` channels lie that a union is made of; a row has room for a zero behind them.
    static Expr values(ProgramBuilder program, int n) {
        return program.groupRows("groupValues" + n, n + 1);
    }

    static int valueStride(int n) {
        return StripLayout.padded(n + 1);
    }
}
