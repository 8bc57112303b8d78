package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import dev.rsparse.runtime.ChannelOrder;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// What the columns of a product are multiplied by for a token of each of several sequences.
record GroupOperands(ProgramBuilder program, WeightLayout layout) {

    /// What a kernel multiplies: in `values`, a row every `stride` elements, the numbers at `places` of the list
    /// belong to the columns or rows at `channels` of it.
    ///
    /// @param cuts where each part of the list begins
    /// @param groups of a list of all columns; 0 for one of kept channels
    record Operand(Expr channels, Expr places, Expr values, int stride, Expr cuts, int groups) {

        /// All of `count` columns in `parts` parts; a pass takes `fused` of them.
        static Operand all(ProgramBuilder program, int count, int fused, int parts, Expr values, int stride) {
            int groups = ColumnKernels.groups(count, fused);
            return new Operand(
                    program.all(count, fused),
                    program.all(groups * fused, fused),
                    values,
                    stride,
                    program.cuts(groups, parts),
                    groups);
        }

        ColumnPass.Listing listing() {
            return groups > 0 ? ColumnPass.Listing.ALL : ColumnPass.Listing.KEPT;
        }
    }

    /// Chooses channels for each sequence, and lists those of all.
    Operand of(Step step, Product product, Expr x) {
        int in = product.in();
        int stride = StripLayout.padded(in);
        WeightLayout.Entry entry = place(product.linears().getFirst()).entry();
        int fused = new StripCode(entry.layout()).fused();
        LinearLowering.Batch batch = step.batch().orElseThrow();
        if (product.thinned().isEmpty()) {
            if (!entry.layout().scaled()) {
                return Operand.all(program, in, fused, product.parts(), x, stride);
            }
            Expr scaled = program.rows("scaled", in);
            // Further than the last input: what lies there is zero, as kernels that fuse columns need it.
            LinearLowering.scale(
                    step.turns().rows(),
                    LinearLowering.Scaled.own(x, scaled, batch, StripLayout.F32.whole(in)),
                    entry.scale(0));
            return Operand.all(program, in, fused, product.parts(), scaled, stride);
        }
        Expr values = program.rows("masked", in);
        mask(step.turns().rows(), batch, product, x, values);
        return product.reading() == Product.Reading.MASKED
                ? masked(step, product, values)
                : kept(step, product, values);
    }

    /// All columns, times zero where a sequence does not keep them.
    private Operand masked(Step step, Product product, Expr values) {
        int in = product.in();
        Code alone = step.turns().alone();
        WeightLayout.Entry entry = place(product.linears().getFirst()).entry();
        int fused = new StripCode(entry.layout()).fused();
        Expr union = GroupLowering.union(program, step.rows(), values, StripLayout.padded(in), in, fused);
        countUnion(alone, product, alone.let(name(product) + "Union", union));
        return Operand.all(program, in, fused, product.parts(), values, StripLayout.padded(in));
    }

    /// The channels that at least one of the sequences keeps, in the order in which [ProductLowering] lists those of
    /// one.
    private Operand kept(Step step, Product product, Expr values) {
        int in = product.in();
        int parts = product.parts();
        WeightLayout.Entry entry = place(product.linears().getFirst()).entry();
        int multiple = new ColumnPass(new StripCode(entry.layout()), ColumnPass.Listing.KEPT).multiple();
        int most = ChannelOrder.most(in, parts, multiple);
        int width = ChannelOrder.width(in, parts);
        Expr order = program.order(in, product.runs());
        Expr visited = program.groupRows("visited", width);
        Operand list = new Operand(
                program.ints("channels", most),
                program.ints("places", most),
                visited,
                StripLayout.padded(width),
                program.ints("cuts", parts + 1),
                0);
        LinearLowering.Batch batch = step.batch().orElseThrow();
        step.turns().rows().loop(name(product) + "Visited", batch.first(), batch.last(), number(1), body -> {
            Expr from = mul(body.index(), number(StripLayout.padded(in)));
            Expr to = mul(body.index(), number(list.stride()));
            List<Expr> arguments = List.of(values, from, number(in), order, number(parts), visited, to);
            body.code().invoke(new Expr.Call(Routines.VISIT_KEPT, arguments));
        });
        Code alone = step.turns().alone();
        List<Expr> arguments = List.of(
                visited,
                step.rows(),
                number(list.stride()),
                number(in),
                order,
                number(parts),
                number(multiple),
                number(entry.zeros().orElse(-1)),
                list.channels(),
                list.places(),
                list.cuts());
        countUnion(alone, product, alone.let(name(product) + "Union", new Expr.Call(Routines.UNION_KEPT, arguments)));
        return list;
    }

    private void countUnion(Code code, Product product, Expr kept) {
        Selection selection = selection(product);
        for (Node linear : product.linears()) {
            selection.count(code, (Node.SparseLowRankLinear) linear, ProgramBuilder.counters(), kept);
        }
    }

    private void mask(Code code, LinearLowering.Batch batch, Product product, Expr x, Expr values) {
        int in = product.in();
        Selection selection = selection(product);
        Expr rest = selection.lowRank() ? program.rows("rest", in) : x;
        String name = name(product);
        code.loop(name + "Row", batch.first(), batch.last(), number(1), body -> {
            Code inner = body.code();
            Expr from = mul(body.index(), number(StripLayout.padded(in)));
            Expr to = mul(body.index(), number(StripLayout.padded(in)));
            Expr kept = inner.let(name + "Kept", selection.mask(x, from, values, to, rest));
            for (Node linear : product.linears()) {
                selection.count(inner, (Node.SparseLowRankLinear) linear, ProgramBuilder.counters(body.index()), kept);
            }
        });
    }

    private Selection selection(Product product) {
        return new Selection(
                program,
                layout,
                product.thinned().orElseThrow(),
                !ProductLowering.lowRank(product).isEmpty());
    }

    /// A name for the local variables of a product.
    static String name(Product product) {
        Node first = product.linears().getFirst();
        return LinearLowering.identifier(Product.weight(first), first.output());
    }

    private Place place(Node linear) {
        return layout.columns(Product.weight(linear));
    }
}
