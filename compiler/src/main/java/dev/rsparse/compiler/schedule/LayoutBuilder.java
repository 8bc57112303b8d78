package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives each weight its place, in the order in which nodes come.
final class LayoutBuilder {

    private final Formats formats;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    LayoutBuilder(Formats formats) {
        this.formats = formats;
    }

    WeightLayout build() {
        return new WeightLayout(formats, entries);
    }

    /// The columns of a product and what choosing among them takes. Dense linears that are tied to columns which
    /// are there already add nothing.
    void addProduct(Product product) {
        if (product.thinned().isEmpty()
                && hasColumns(product.weights().getFirst().tensor())) {
            return;
        }
        StripLayout format = formats.of(product.weights().getFirst());
        List<Part> parts = new ArrayList<>();
        int from = 0;
        int rank = 0;
        for (Node linear : product.linears()) {
            Weight weight = Product.weight(linear);
            int out = weight.type().size(0);
            int own = Product.rank(linear);
            parts.add(new Part(weight.tensor(), weight.path(), from, out, own));
            from += format.whole(out);
            rank = Math.max(rank, own);
        }
        int length = parts.getLast().from() + parts.getLast().out();
        Content.Columns columns = new Content.Columns(parts, product.in(), rank);
        add(product.name(), columns, format, columns.zeros() + (format.raised() ? 1 : 0), length);
        for (Part part : parts) {
            if (part.rank() > 0) {
                Content rows = new Content.FactorRows(part.site());
                add(part.site() + ".project", rows, format, part.rank(), product.in());
            }
        }
        product.thinned().ifPresent(this::addColumnNorms);
    }

    private void addColumnNorms(Node.SparseLowRankLinear thinned) {
        if (thinned.thinning().scaled()) {
            List<Weight> scored = thinned.scored();
            List<String> tensors = scored.stream().map(Weight::tensor).toList();
            Content norms = new Content.ColumnNorms(tensors, thinned.thinning().gamma());
            int in = thinned.weight().type().size(1);
            add(WeightLayout.normsName(scored.getFirst()), norms, StripLayout.F32, 1, in);
        }
    }

    /// What the other nodes read. Row by row where rows are skipped, so that one that is skipped is not read.
    void addOthers(Node node) {
        switch (node) {
            case Node.GatedRowsLinear gated -> addGated(gated);
            case Node.Gather gather -> addTable(gather.table());
            case Node.Positions positions -> addTable(positions.table());
            case Node.RmsNorm norm -> norm.scale().ifPresent(scale -> addVector(scale, norm.offset()));
            case Node.LayerNorm norm -> {
                addVector(norm.scale(), 0);
                norm.bias().ifPresent(bias -> addVector(bias, 0));
            }
            case Node.AddBias sum -> addVector(sum.bias(), 0);
            case PictureNode picture -> picture.weights().forEach(weight -> addVector(weight, 0));
            case Node.Linear _,
                    Node.SparseLowRankLinear _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> {}
        }
    }

    private void addGated(Node.GatedRowsLinear gated) {
        Weight up = gated.weight();
        int out = up.type().size(0);
        Content rows = new Content.Rows(up.tensor());
        add(WeightLayout.rowsName(up), rows, formats.of(up), out, up.type().size(1));
        if (gated.thinning().scaled()) {
            double gamma = gated.thinning().gamma();
            Content norms = new Content.NormProducts(
                    up.path(), up.tensor(), gated.reader().tensor(), gamma);
            add(WeightLayout.normsName(up), norms, StripLayout.F32, 1, out);
        }
    }

    private void addTable(Weight table) {
        if (!hasColumns(table.tensor())) {
            Content rows = new Content.Rows(table.tensor());
            add(
                    table.path(),
                    rows,
                    formats.of(table),
                    table.type().size(0),
                    table.type().size(1));
        }
    }

    private void addVector(Weight weight, float offset) {
        Content vector =
                offset == 0 ? new Content.Vector(weight.tensor()) : new Content.Shifted(weight.tensor(), offset);
        add(weight.path(), vector, StripLayout.F32, 1, weight.type().count());
    }

    private boolean hasColumns(String tensor) {
        return entries.stream()
                .anyMatch(entry -> entry.content() instanceof Content.Columns columns
                        && columns.parts().stream()
                                .anyMatch(part -> part.tensor().equals(tensor)));
    }

    private void add(String name, Content content, StripLayout layout, int strips, int length) {
        if (names.add(name)) {
            Entry entry = new Entry(name, content, layout, strips, length, end(), 0);
            if (entry.isLong() && !entries.isEmpty()) {
                entries.add(entries.removeLast().padded());
                entry = new Entry(name, content, layout, strips, length, end(), 0);
            }
            entries.add(entry);
        }
    }

    private long end() {
        return entries.isEmpty()
                ? 0
                : entries.getLast().offset() + entries.getLast().bytes();
    }
}
