package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.lower.ColumnPass.Listing;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import dev.rsparse.runtime.ChannelOrder;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// What the columns of a product are multiplied by for one token: all inputs, or those of the channels it keeps.
record ProductOperands(ProgramBuilder program, WeightLayout layout) {

    /// What is multiplied: values and the columns they belong to, cut into parts.
    ///
    /// @param groups of a list of all columns; 0 for one of kept channels
    record Operand(Expr channels, Expr values, Expr cuts, int groups) {
        Listing listing() {
            return groups > 0 ? Listing.ALL : Listing.KEPT;
        }
    }

    /// What one token multiplies.
    Operand of(Turns turns, Product product, Expr x) {
        int in = product.in();
        if (product.thinned().isEmpty()) {
            return all(product, in, product.parts(), scaled(turns, product, x));
        }
        Selection selection = new Selection(
                program,
                layout,
                product.thinned().get(),
                !ProductLowering.lowRank(product).isEmpty());
        Code code = turns.alone();
        Expr values = program.floats("values", StripLayout.padded(in) + fused(product));
        return switch (product.reading()) {
            case ALL -> throw new IllegalStateException(product.name() + " is thinned");
            case MASKED -> {
                count(code, product, selection, selection.mask(x, number(0), values, number(0)));
                yield all(product, in, product.parts(), values);
            }
            case KEPT -> kept(code, product, selection, x);
        };
    }

    /// The kept channels in a list.
    private Operand kept(Code code, Product product, Selection selection, Expr x) {
        int in = product.in();
        WeightLayout.Entry entry = place(product.linears().getFirst()).entry();
        int multiple = new ColumnPass(new StripCode(entry.layout()), Listing.KEPT).multiple();
        Expr row = program.floats("kept", StripLayout.padded(in));
        count(code, product, selection, selection.mask(x, number(0), row, number(0)));
        int most = ChannelOrder.most(in, product.parts(), multiple);
        Operand list = new Operand(
                program.ints("channels", most),
                program.floats("values", most),
                program.ints("cuts", product.parts() + 1),
                0);
        code.invoke(new Expr.Call(
                Routines.LIST_KEPT,
                List.of(
                        row,
                        number(in),
                        program.order(in, product.runs()),
                        number(product.parts()),
                        number(multiple),
                        number(entry.zeros().orElse(-1)),
                        list.channels(),
                        list.values(),
                        list.cuts())));
        return list;
    }

    private Expr scaled(Turns turns, Product product, Expr x) {
        WeightLayout.Entry entry = place(product.linears().getFirst()).entry();
        if (!entry.layout().scaled()) {
            return x;
        }
        int whole = StripLayout.F32.whole(product.in());
        Expr values = program.floats("values", whole + fused(product));
        // Further than the last input: what lies there is zero, as kernels that fuse columns need it.
        LinearLowering.scale(
                turns.alone(),
                new LinearLowering.Scaled(x, values, number(0), number(1), whole, whole),
                entry.scale(0));
        return values;
    }

    /// All of `count` columns, in `parts` parts.
    Operand all(Product product, int count, int parts, Expr values) {
        int fused = fused(product);
        int groups = ColumnKernels.groups(count, fused);
        return new Operand(program.all(count, fused), values, program.cuts(groups, parts), groups);
    }

    /// Columns that a pass takes.
    int fused(Product product) {
        return new StripCode(place(product.linears().getFirst()).entry().layout()).fused();
    }

    private Expr count(Code code, Product product, Selection selection, Expr call) {
        Node.SparseLowRankLinear first = product.thinned().orElseThrow();
        Expr kept = code.let(LinearLowering.identifier(first.weight(), first.output()) + "Kept", call);
        for (Node linear : product.linears()) {
            selection.count(code, (Node.SparseLowRankLinear) linear, ProgramBuilder.counters(), kept);
        }
        return kept;
    }

    private Place place(Node linear) {
        return layout.columns(Product.weight(linear));
    }
}
