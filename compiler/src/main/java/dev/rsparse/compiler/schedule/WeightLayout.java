package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.runtime.StripLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Where every weight lies in the packed weight file. Offsets count from the start of the data and are multiples of
/// 64.
///
/// @param format how linears and embeddings are stored; norms are always floats
/// @param entries in file order
public record WeightLayout(StripLayout format, List<Entry> entries) {

    /// What a stretch of the file holds.
    public sealed interface Content {
        /// The columns of `tensor [out,in]`, one strip each, then the `rank` columns of the low-rank factor `U
        /// [out,rank]` of `site`.
        record Columns(String tensor, String site, int rank) implements Content {}

        /// The rows of `tensor`, one strip each.
        record Rows(String tensor) implements Content {}

        /// The vector `tensor` as floats.
        record Vector(String tensor) implements Content {}

        /// The Euclidean norms of the columns of `tensors`, one above the other, to the power `gamma`, as floats.
        record ColumnNorms(List<String> tensors, double gamma) implements Content {
            public ColumnNorms {
                tensors = List.copyOf(tensors);
            }
        }

        /// The size of each output of `up [out,in]`, the weight of `site`, times the norm of the column of `down`
        /// that reads it, to the power `gamma`, as floats.
        record NormProducts(String site, String up, String down, double gamma) implements Content {}

        /// The rows of the low-rank factor `V [rank,in]` of `site`, one strip each.
        record FactorRows(String site) implements Content {}
    }

    /// A stretch of the file: `strips` strips of `length` numbers, each padded to a whole strip.
    public record Entry(String name, Content content, StripLayout layout, int strips, int length, long offset) {

        /// Bytes this entry takes.
        public long bytes() {
            return (long) strips * StripLayout.padded(length) * layout.bytes();
        }
    }

    public WeightLayout {
        entries = List.copyOf(entries);
    }

    /// The entry with that name.
    public Entry entry(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no packed weight " + name));
    }

    /// Bytes of the whole data section.
    public long bytes() {
        return entries.isEmpty()
                ? 0
                : entries.getLast().offset() + entries.getLast().bytes();
    }

    /// A short digest of names, shapes and places: a class and a weight file that agree on it fit together.
    public String fingerprint() {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry).append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Lays out the weights of `graph`. A tensor that an embedding shares with a linear (a tied head) is stored
    /// once, as the linear's columns.
    static WeightLayout of(Graph graph, StripLayout format) {
        Builder builder = new Builder(format);
        graph.nodes().forEach(builder::addLinears);
        graph.nodes().forEach(builder::addOthers);
        return new WeightLayout(format, builder.entries);
    }

    /// The entry that holds the rows of a weight whose rows are skipped.
    public Entry rows(Weight weight) {
        return entry(rowsName(weight));
    }

    /// The entry that holds what the scores of a linear that skips columns are scaled by; linears that keep the same
    /// channels have one.
    public Entry norms(Node.SparseLowRankLinear linear) {
        return entry(normsName(linear.scored().getFirst()));
    }

    /// The entry that holds what the scores of a linear that skips rows are scaled by.
    public Entry norms(Node.GatedRowsLinear linear) {
        return entry(normsName(linear.weight()));
    }

    /// Not the path alone, which names columns.
    private static String rowsName(Weight weight) {
        return weight.path() + ".rows";
    }

    private static String normsName(Weight weight) {
        return weight.path() + ".norms";
    }

    /// The entry that holds the columns of a linear's weight: its own, or that of a linear tied to it.
    public Entry columns(Weight weight) {
        return find(columns -> columns.site().equals(weight.path()))
                .or(() -> find(columns -> columns.tensor().equals(weight.tensor())))
                .orElseThrow(() -> new IllegalArgumentException("no columns for " + weight));
    }

    private Optional<Entry> find(Predicate<Content.Columns> wanted) {
        return entries.stream()
                .filter(entry -> entry.content() instanceof Content.Columns columns && wanted.test(columns))
                .findFirst();
    }

    private static final class Builder {
        private final StripLayout format;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, Entry> byName = new LinkedHashMap<>();

        Builder(StripLayout format) {
            this.format = format;
        }

        private void add(String name, Content content, StripLayout layout, int strips, int length) {
            if (byName.containsKey(name)) {
                return;
            }
            long offset = entries.isEmpty()
                    ? 0
                    : entries.getLast().offset() + entries.getLast().bytes();
            Entry entry = new Entry(name, content, layout, strips, length, offset);
            entries.add(entry);
            byName.put(name, entry);
        }

        private boolean hasColumns(String tensor) {
            return entries.stream()
                    .anyMatch(entry -> entry.content() instanceof Content.Columns columns
                            && columns.tensor().equals(tensor));
        }

        void addLinears(Node node) {
            switch (node) {
                case Node.Linear linear -> {
                    Weight weight = linear.weight();
                    if (!hasColumns(weight.tensor())) {
                        addColumns(weight, 0);
                    }
                }
                case Node.SparseLowRankLinear thinned -> addThinned(thinned);
                case Node.GatedRowsLinear gated -> addGated(gated);
                case Node.Gather _,
                        Node.RmsNorm _,
                        Node.Rope _,
                        Node.Attention _,
                        Node.Silu _,
                        Node.SiluMul _,
                        Node.Add _,
                        Node.Mul _ -> {}
            }
        }

        private void addThinned(Node.SparseLowRankLinear thinned) {
            Weight weight = thinned.weight();
            int in = weight.type().size(1);
            int rank = thinned.thinning().rank();
            addColumns(weight, rank);
            if (rank > 0) {
                add(weight.path() + ".project", new Content.FactorRows(weight.path()), format, rank, in);
            }
            if (thinned.thinning().scaled()) {
                List<Weight> scored = thinned.scored();
                add(
                        normsName(scored.getFirst()),
                        new Content.ColumnNorms(
                                scored.stream().map(Weight::tensor).toList(),
                                thinned.thinning().gamma()),
                        StripLayout.F32,
                        1,
                        in);
            }
        }

        /// Row by row, so that a row that is skipped is not read.
        private void addGated(Node.GatedRowsLinear gated) {
            Weight weight = gated.weight();
            int out = weight.type().size(0);
            add(
                    rowsName(weight),
                    new Content.Rows(weight.tensor()),
                    format,
                    out,
                    weight.type().size(1));
            if (gated.thinning().scaled()) {
                add(
                        normsName(weight),
                        new Content.NormProducts(
                                weight.path(),
                                weight.tensor(),
                                gated.reader().tensor(),
                                gated.thinning().gamma()),
                        StripLayout.F32,
                        1,
                        out);
            }
        }

        private void addColumns(Weight weight, int rank) {
            add(
                    weight.path(),
                    new Content.Columns(weight.tensor(), weight.path(), rank),
                    format,
                    weight.type().size(1) + rank,
                    weight.type().size(0));
        }

        void addOthers(Node node) {
            switch (node) {
                case Node.Gather gather -> {
                    Weight table = gather.table();
                    if (!hasColumns(table.tensor())) {
                        add(
                                table.path(),
                                new Content.Rows(table.tensor()),
                                format,
                                table.type().size(0),
                                table.type().size(1));
                    }
                }
                case Node.RmsNorm norm -> norm.scale().ifPresent(this::addVector);
                case Node.Linear _,
                        Node.SparseLowRankLinear _,
                        Node.GatedRowsLinear _,
                        Node.Rope _,
                        Node.Attention _,
                        Node.Silu _,
                        Node.SiluMul _,
                        Node.Add _,
                        Node.Mul _ -> {}
            }
        }

        private void addVector(Weight weight) {
            add(
                    weight.path(),
                    new Content.Vector(weight.tensor()),
                    StripLayout.F32,
                    1,
                    weight.type().size(0));
        }
    }

    /// The entry that serves rows of an embedding table, be it as rows or as columns of a tied linear.
    public Entry table(Weight table) {
        return entries.stream()
                .filter(entry -> switch (entry.content()) {
                    case Content.Columns columns -> columns.tensor().equals(table.tensor());
                    case Content.Rows rows -> rows.tensor().equals(table.tensor());
                    case Content.Vector _, Content.ColumnNorms _, Content.NormProducts _, Content.FactorRows _ -> false;
                })
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rows for " + table));
    }
}
