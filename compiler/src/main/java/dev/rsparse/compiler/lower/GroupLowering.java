package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
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
    private final NodeLowering nodes;
    private final GroupProductLowering products;
    private final GroupGatedLowering gated;

    GroupLowering(Schedule schedule, ProgramBuilder program, NodeLowering nodes) {
        this.schedule = schedule;
        this.program = program;
        this.nodes = nodes;
        this.products = new GroupProductLowering(program, schedule.layout());
        this.gated = new GroupGatedLowering(program, schedule.layout());
    }

    /// A product runs when its first linear comes.
    void lower(NodeLowering.Step step, Node node) {
        switch (node) {
            case Node.Linear _, Node.SparseLowRankLinear _ -> {
                Product product = schedule.product(node);
                if (product.linears().getFirst().equals(node)) {
                    step.turns().nested().comment(product.name() + ": " + product.reason());
                    List<Expr> ys = product.linears().stream()
                            .map(linear -> nodes.buffer(linear.output()))
                            .toList();
                    products.lower(step, product, nodes.buffer(product.x()), ys);
                }
            }
            case Node.GatedRowsLinear linear -> {
                NodeLowering.describe(step.turns().nested(), linear.weight(), NodeLowering.rows(linear.thinning()));
                gated.lower(
                        step,
                        linear,
                        new GatedLowering.Operands(
                                nodes.buffer(linear.x()),
                                nodes.buffer(linear.gate()),
                                nodes.buffer(linear.output()),
                                step.batch().orElseThrow()));
            }
            case Node.Rope rope -> rope(step, rope);
            case Node.Attention attention -> attention(step, attention);
            case Node.Gather _, Node.RmsNorm _, Node.Silu _, Node.SiluMul _, Node.Add _, Node.Mul _ ->
                nodes.either(step, node);
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

    private void rope(NodeLowering.Step step, Node.Rope rope) {
        step.own().loop("sequence", step.first(), step.last(), number(1), body -> {
            Expr row = body.index();
            List<Expr> arguments = List.of(
                    program.rope(rope.headDim(), rope.theta()),
                    nodes.buffer(rope.x()),
                    nodes.buffer(rope.output()),
                    row,
                    add(row, number(1)),
                    number(NodeLowering.width(rope.output())),
                    number(NodeLowering.stride(rope.output())),
                    origin(row));
            body.code().invoke(new Expr.Call(Routines.ROPE, arguments));
        });
    }

    /// Each thread does the same heads of every sequence, as for one token: its heads of the query go to the
    /// front of an array, and what is made of them goes back.
    private void attention(NodeLowering.Step step, Node.Attention attention) {
        int keyStride = NodeLowering.stride(attention.k());
        step.own().loop("sequence", step.first(), step.last(), number(1), body -> {
            Expr row = body.index();
            List<Expr> arguments = List.of(
                    program.cache(attention, row),
                    nodes.buffer(attention.k()),
                    nodes.buffer(attention.v()),
                    row,
                    add(row, number(1)),
                    number(keyStride),
                    origin(row));
            body.code().invoke(new Expr.Call(Routines.APPEND, arguments));
        });
        int stride = NodeLowering.stride(attention.q());
        int headDim = NodeLowering.width(attention.q()) / attention.heads();
        Expr heads = number(attention.heads());
        Expr query = program.floats("groupQuery", stride);
        Expr result = program.floats("groupResult", stride);
        Code shared = step.turns().shared();
        shared.loop("sequence", number(0), step.rows(), number(1), body -> {
            Code code = body.code();
            Expr first = code.let("firstHead", Turns.shareStart(heads));
            Expr last = code.let("lastHead", Turns.shareEnd(heads));
            Expr from = code.let("from", mul(first, number(headDim)));
            Expr count = code.let("count", mul(arith(Expr.Arith.Op.SUB, last, first), number(headDim)));
            Expr place = code.let("place", add(mul(body.index(), number(stride)), from));
            code.invoke(new Expr.Call(Routines.COPY, List.of(nodes.buffer(attention.q()), place, query, from, count)));
            List<Expr> arguments = List.of(
                    program.cache(attention, body.index()),
                    query,
                    result,
                    number(1),
                    heads,
                    first,
                    last,
                    number(stride),
                    position(body.index()),
                    new Expr.Call(
                            Routines.SCORES,
                            List.of(ProgramBuilder.WORKSPACE.ref(), body.index(), Turns.MEMBER.ref())));
            code.invoke(new Expr.Call(Routines.ATTENTION, arguments));
            code.invoke(new Expr.Call(
                    Routines.COPY, List.of(result, from, nodes.buffer(attention.output()), place, count)));
        });
    }

    /// What a kernel multiplies: in `values`, a row every `stride` elements, the numbers at `places` of the list
    /// belong to the columns or rows at `channels` of it.
    record Operand(Expr channels, Expr places, Expr values, int stride, Expr groups) {

        /// All of `count` columns.
        static Operand all(ProgramBuilder program, int count, Expr values, int stride) {
            int whole = Math.ceilDiv(count, ColumnKernels.FUSED) * ColumnKernels.FUSED;
            return new Operand(
                    program.all(count, ColumnKernels.FUSED),
                    program.all(whole, ColumnKernels.FUSED),
                    values,
                    stride,
                    ColumnKernels.groups(number(count)));
        }
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
                        channels(program, n),
                        places(program, n),
                        number(fused)));
    }

    static Expr channels(ProgramBuilder program, int n) {
        return program.ints("channels", n + ColumnKernels.FUSED);
    }

    static Expr places(ProgramBuilder program, int n) {
        return program.ints("places", n + ColumnKernels.FUSED);
    }

    /// Where the values of `n` channels lie that a union is made of; a row has room for a zero behind them.
    static Expr values(ProgramBuilder program, int n) {
        return program.groupRows("groupValues" + n, n + 1);
    }

    static int valueStride(int n) {
        return StripLayout.padded(n + 1);
    }
}
