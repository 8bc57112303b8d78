package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Makes the strips of one entry from front to back, a bounded number of them at a time.
final class EntryPacker {

    /// Strips written by one task.
    private static final int TASK = 32;

    private final Entry entry;
    private final WeightSource weights;
    private final FactorSource factors;
    private final int floats;
    private final Target target;

    /// Where strips go.
    @FunctionalInterface
    interface Target {
        /// Takes the next `strips` strips: `fill` writes them to zero-filled memory of their size.
        void accept(int strips, Consumer<MemorySegment> fill) throws IOException;
    }

    /// @param floats numbers of the source that may be in memory at a time; a strip always may
    EntryPacker(Entry entry, WeightSource weights, FactorSource factors, int floats, Target target) {
        this.entry = entry;
        this.weights = weights;
        this.factors = factors;
        this.floats = floats;
        this.target = target;
    }

    /// Bytes of `strips` strips of `entry`.
    static long bytes(Entry entry, int strips) {
        return entry.bytes() / entry.strips() * strips;
    }

    void pack() throws IOException {
        switch (entry.content()) {
            case Content.Columns columns -> packColumns(columns);
            case Content.Rows(var tensor) -> packRows(tensor);
            case Content.Vector(var tensor) -> {
                float[] vector = new float[entry.length()];
                weights.read(tensor, 0, vector, 0, vector.length);
                put(vector, 1);
            }
            case Content.ColumnNorms(var tensors, double gamma) -> put(ColumnNorms.of(weights, tensors, gamma), 1);
            case Content.NormProducts(var site, var up, var down, double gamma) ->
                put(NormProducts.of(weights, site, up, down, gamma), 1);
            case Content.FactorRows(var site) ->
                put(factors.factors(site, entry.strips()).v(), entry.strips());
        }
    }

    private void packColumns(Content.Columns columns) throws IOException {
        ColumnReader reader = new ColumnReader(weights, List.of(columns.tensor()));
        int band = Math.min(band(), reader.in());
        float[] numbers = new float[Math.multiplyExact(band, reader.out())];
        for (int first = 0; first < reader.in(); first += band) {
            int count = Math.min(band, reader.in() - first);
            reader.read(first, count, numbers);
            put(numbers, count);
        }
        if (columns.rank() > 0) {
            put(transposed(factors.factors(columns.site(), columns.rank()).u(), columns.rank()), columns.rank());
        }
    }

    private void packRows(String tensor) throws IOException {
        int length = entry.length();
        int band = Math.min(band(), entry.strips());
        float[] numbers = new float[Math.multiplyExact(band, length)];
        for (int first = 0; first < entry.strips(); first += band) {
            int count = Math.min(band, entry.strips() - first);
            long from = (long) first * length;
            IntStream rows = IntStream.range(0, count);
            (weights.isReadInAnyOrder() ? rows.parallel() : rows)
                    .forEach(row -> weights.read(tensor, from + (long) row * length, numbers, row * length, length));
            put(numbers, count);
        }
    }

    /// Strips that are made at a time, at least one.
    private int band() {
        return Math.max(1, floats / entry.length());
    }

    /// `u [out,rank]`, column by column.
    private static float[] transposed(float[] u, int rank) {
        float[] columns = new float[u.length];
        int out = u.length / rank;
        for (int i = 0; i < u.length; i++) {
            columns[i % rank * out + i / rank] = u[i];
        }
        return columns;
    }

    /// Writes `strips` strips that lie one behind the other.
    private void put(float[] numbers, int strips) throws IOException {
        target.accept(
                strips,
                memory -> IntStream.range(0, Math.ceilDiv(strips, TASK))
                        .parallel()
                        .forEach(task -> {
                            StripWriter writer = new StripWriter(entry.layout(), entry.length(), memory);
                            for (int strip = task * TASK; strip < Math.min((task + 1) * TASK, strips); strip++) {
                                writer.strip(strip, numbers, strip * entry.length());
                            }
                        }));
    }
}
