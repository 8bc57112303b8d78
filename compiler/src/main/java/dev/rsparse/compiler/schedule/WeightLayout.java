package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.SafetensorsWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Where every weight lies in the packed weight file. Offsets count from the start of the data and are multiples of
/// 64, those of long entries of a page, 4096 bytes: hardware prefetches up to the end of one, and a strip that crosses
/// one more than it must costs up to a tenth.
///
/// @param formats how linears and embeddings are stored
/// @param entries in file order
public record WeightLayout(Formats formats, List<Entry> entries) {

    /// What a stretch of the file holds.
    public sealed interface Content {
        /// The columns of one or several matrices `[out,in]`, one strip each, in which the outputs of all of them
        /// stand one behind the other. Then as many columns as the largest `rank` for the low-rank factors `U
        /// [out,rank]`, laid out alike; a matrix whose rank is smaller leaves zeros there. Last, in a format
        /// whose numbers are [StripLayout#raised], a column of zeros: what a sum is raised by comes off it with
        /// that column.
        record Columns(List<Part> parts, int in, int rank) implements Content {
            public Columns {
                parts = List.copyOf(parts);
            }

            /// Which column is the one of zeros.
            public int zeros() {
                return in + rank;
            }
        }

        /// The rows of `tensor`, one strip each.
        record Rows(String tensor) implements Content {}

        /// The vector `tensor` as floats.
        record Vector(String tensor) implements Content {}

        /// The vector `tensor` with a number added to each element, as floats.
        record Shifted(String tensor, float by) implements Content {}

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

    /// A matrix among columns.
    ///
    /// @param tensor its name in the checkpoint
    /// @param site path of its weight
    /// @param from where its outputs begin in a strip, in numbers; whole blocks
    /// @param rank columns of its low-rank factor
    public record Part(String tensor, String site, int from, int out, int rank) {}

    /// Where one matrix is found.
    public record Place(Entry entry, Part part) {

        /// Where its first column begins in the file.
        public long offset() {
            return entry.offset() + entry.layout().stripBytes(part.from());
        }
    }

    private static final int PAGE = SafetensorsWriter.ALIGNMENT;

    /// Bytes of entries that begin at pages; for shorter ones, which stay in caches, it would pay less than it takes.
    private static final long LONG = 16L * PAGE;

    /// A stretch of the file: `strips` strips of `length` numbers, each padded to whole blocks.
    ///
    /// @param padding zeros behind it
    public record Entry(
            String name, Content content, StripLayout layout, int strips, int length, long offset, long padding) {

        /// Bytes this entry takes, scales and padding included.
        public long bytes() {
            return used() + padding;
        }

        /// The same with zeros up to the end of a page, so that the next entry begins at one.
        Entry padded() {
            long more = -(offset + used()) & (PAGE - 1);
            return new Entry(name, content, layout, strips, length, offset, more);
        }

        /// Whether it is long enough to begin at a page.
        boolean isLong() {
            return used() >= LONG;
        }

        private long used() {
            return strips * stripBytes() + layout.scaleBytes(strips) + layout.placeBytes(length);
        }

        /// Where the scale of strip `strip` is in the file, for layouts that have scales.
        public long scale(int strip) {
            return offset + strips * stripBytes() + 4L * strip;
        }

        /// Where the scale of place `i` is in the file, for layouts that have scales of places.
        public long place(int i) {
            return offset + strips * stripBytes() + layout.scaleBytes(strips) + 4L * i;
        }

        /// Which strip is a column of zeros, where there is one.
        public OptionalInt zeros() {
            return layout.raised() && content instanceof Content.Columns columns
                    ? OptionalInt.of(columns.zeros())
                    : OptionalInt.empty();
        }

        /// Bytes from one strip to the next.
        public long stripBytes() {
            return layout.stripBytes(length);
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

    /// How the matrix of that name is stored: a linear by its path, or an entry of rows.
    public StripLayout format(String name) {
        return find(part -> part.site().equals(name))
                .map(Place::entry)
                .orElseGet(() -> entry(name))
                .layout();
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
        byte[] digest = Sha256.begin().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    /// Lays out the weights of `graph`, whose linears run as `products`. A tensor that an embedding shares with a
    /// linear (a tied head) is stored once, as the linear's columns.
    static WeightLayout of(Graph graph, List<Product> products, Formats formats) {
        LayoutBuilder builder = new LayoutBuilder(formats);
        products.forEach(builder::addProduct);
        graph.nodes().forEach(builder::addOthers);
        return builder.build();
    }

    /// The entry that holds the rows of a weight whose rows are skipped.
    public Entry rows(Weight weight) {
        return entry(rowsName(weight));
    }

    /// The entry that holds what the scores of a linear that skips columns are scaled by; linears that keep the
    /// same channels have one.
    public Entry norms(Node.SparseLowRankLinear linear) {
        return entry(normsName(linear.scored().getFirst()));
    }

    /// The entry that holds what the scores of a linear that skips rows are scaled by.
    public Entry norms(Node.GatedRowsLinear linear) {
        return entry(normsName(linear.weight()));
    }

    /// Not the path alone, which names columns.
    static String rowsName(Weight weight) {
        return weight.path() + ".rows";
    }

    static String normsName(Weight weight) {
        return weight.path() + ".norms";
    }

    /// Where the columns of a linear's weight are: its own, or those of a linear tied to it.
    public Place columns(Weight weight) {
        return find(part -> part.site().equals(weight.path()))
                .or(() -> find(part -> part.tensor().equals(weight.tensor())))
                .orElseThrow(() -> new IllegalArgumentException("no columns for " + weight));
    }

    private Optional<Place> find(Predicate<Part> wanted) {
        for (Entry entry : entries) {
            if (entry.content() instanceof Content.Columns columns) {
                for (Part part : columns.parts()) {
                    if (wanted.test(part)) {
                        return Optional.of(new Place(entry, part));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Where the rows of an embedding table are when they are stored as the columns of a linear tied to it.
    public Optional<Place> tied(Weight table) {
        return find(part -> part.tensor().equals(table.tensor()));
    }

    /// The entry that holds the rows of an embedding table that no linear is tied to.
    public Entry table(Weight table) {
        return entries.stream()
                .filter(entry -> entry.content() instanceof Content.Rows rows
                        && rows.tensor().equals(table.tensor()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rows for " + table));
    }
}
