package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Makes the strips of one entry from front to back, a bounded number of them at a time: a chunk goes to the target
/// whole, and its bands are made on all cores.
final class EntryPacker {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Numbers of the widest vectors.
    private static final int VECTOR = 16;

    private final Entry entry;
    private final WeightSource weights;
    private final FactorSource factors;
    private final Memory memory;
    private final Target target;
    /// Of all strips, where the layout has them.
    private final float[] scales;
    /// Of all places, where the layout has them.
    private final float[] places;

    private final RoundingErrors errors;
    /// Arrays for the numbers of a band.
    private final Queue<float[]> idle = new ConcurrentLinkedQueue<>();

    /// Strips made so far.
    private int done;

    /// How much may be in memory; a strip always may.
    ///
    /// @param band numbers of the source that a thread holds at a time
    /// @param strips that a thread holds at least, however long they are: of a matrix that is read in pieces, so
    ///     many numbers make one
    /// @param chunk bytes of strips that go to the target at a time
    record Memory(int band, int strips, long chunk) {

        /// Strips of `length` numbers that a thread holds, of `all`; whole vectors of a row where there are so many.
        int bandOf(int length, int all) {
            int held = Math.max(band / length, strips);
            return Math.clamp(held < VECTOR ? held : held / VECTOR * VECTOR, 1, all);
        }
    }

    /// Where strips go.
    @FunctionalInterface
    interface Target {
        /// Takes the next `bytes` bytes: `fill` writes them to zero-filled memory of that size.
        void accept(long bytes, Consumer<MemorySegment> fill) throws IOException;
    }

    /// Gives numbers of the source: strips `first..first+count` one behind the other.
    @FunctionalInterface
    private interface Strips {
        void read(int first, int count, float[] into);
    }

    EntryPacker(Entry entry, WeightSource weights, FactorSource factors, Memory memory, Target target) {
        this.entry = entry;
        this.weights = weights;
        this.factors = factors;
        this.memory = memory;
        this.target = target;
        this.scales = new float[entry.layout().scaled() ? entry.strips() : 0];
        this.places = PlaceScales.of(entry, weights, factors);
        this.errors = RoundingErrors.of(matrices());
    }

    private List<RoundingErrors.Part> matrices() {
        return switch (entry.content()) {
            case Content.Columns columns ->
                columns.parts().stream()
                        .map(part -> new RoundingErrors.Part(part.site(), part.from(), part.out()))
                        .toList();
            case Content.Rows _ -> List.of(new RoundingErrors.Part(entry.name(), 0, entry.length()));
            case Content.Vector _, Content.ColumnNorms _, Content.NormProducts _, Content.FactorRows _ -> List.of();
        };
    }

    /// Makes all strips, and behind them their scales and those of their places.
    ///
    /// @return how far the format moved each matrix, by its name: norm of the difference over that of the weights
    Map<String, Double> pack() throws IOException {
        packStrips();
        if (scales.length > 0) {
            target.accept(
                    entry.layout().scaleBytes(scales.length),
                    bytes -> MemorySegment.copy(scales, 0, bytes, FLOAT, 0, scales.length));
        }
        if (places.length > 0) {
            target.accept(
                    entry.layout().placeBytes(entry.length()),
                    bytes -> MemorySegment.copy(places, 0, bytes, FLOAT, 0, places.length));
        }
        return errors.relative();
    }

    private void packStrips() throws IOException {
        switch (entry.content()) {
            case Content.Columns columns -> packColumns(columns);
            case Content.Rows(var tensor) ->
                put(
                        entry.strips(),
                        (first, count, into) ->
                                weights.read(tensor, (long) first * entry.length(), into, 0, count * entry.length()));
            case Content.Vector(var tensor) -> {
                float[] vector = new float[entry.length()];
                weights.read(tensor, 0, vector, 0, vector.length);
                put(1, vector);
            }
            case Content.ColumnNorms(var tensors, double gamma) -> put(1, ColumnNorms.of(weights, tensors, gamma));
            case Content.NormProducts(var site, var up, var down, double gamma) ->
                put(1, NormProducts.of(weights, site, up, down, gamma));
            case Content.FactorRows(var site) ->
                put(entry.strips(), factors.factors(site, entry.strips()).v());
        }
    }

    private void packColumns(Content.Columns columns) throws IOException {
        List<ColumnReader.Block> blocks = columns.parts().stream()
                .map(part -> new ColumnReader.Block(part.tensor(), part.from()))
                .toList();
        ColumnReader reader = new ColumnReader(weights, blocks, entry.length());
        put(reader.in(), reader::read);
        if (columns.rank() > 0) {
            put(columns.rank(), lowRankColumns(columns));
        }
    }

    /// The columns of all factors `U [out,rank]`, each on its own matrix's part of a strip.
    private float[] lowRankColumns(Content.Columns columns) {
        int length = entry.length();
        float[] turned = new float[Math.multiplyExact(columns.rank(), length)];
        for (Part part : columns.parts()) {
            if (part.rank() > 0) {
                float[] u = factors.factors(part.site(), part.rank()).u();
                for (int i = 0; i < u.length; i++) {
                    turned[i % part.rank() * length + part.from() + i / part.rank()] = u[i];
                }
            }
        }
        return turned;
    }

    private void put(int strips, float[] numbers) throws IOException {
        int length = entry.length();
        put(strips, (first, count, into) -> System.arraycopy(numbers, first * length, into, 0, count * length));
    }

    private void put(int strips, Strips source) throws IOException {
        int band = memory.bandOf(entry.length(), strips);
        int chunk = Math.clamp(memory.chunk() / entry.stripBytes() / band * band, band, strips);
        for (int from = 0; from < strips; from += chunk) {
            int first = from;
            int count = Math.min(chunk, strips - first);
            target.accept(count * entry.stripBytes(), packed -> put(source, first, count, band, packed));
            done += count;
        }
    }

    /// Packs strips `first..first+count` to `packed`, so many of them on each thread at a time.
    private void put(Strips source, int first, int count, int band, MemorySegment packed) {
        IntStream bands = IntStream.range(0, Math.ceilDiv(count, band));
        // In the order of the bands, so that the sum of their errors does not depend on chance.
        (weights.isReadInAnyOrder() ? bands.parallel() : bands)
                .mapToObj(i -> {
                    int start = i * band;
                    return put(source, first + start, Math.min(band, count - start), packed, start);
                })
                .toList()
                .forEach(errors::add);
    }

    /// Packs strips `first..first+count` to the places from `at` on.
    private RoundingErrors put(Strips source, int first, int count, MemorySegment packed, int at) {
        int length = entry.length();
        float[] numbers = array(Math.multiplyExact(count, length));
        source.read(first, count, numbers);
        MemorySegment own = packed.asSlice(at * entry.stripBytes(), count * entry.stripBytes());
        StripWriter writer = new StripWriter(entry.layout(), length, own, places);
        RoundingErrors moved = errors.empty();
        for (int strip = 0; strip < count; strip++) {
            float scale = writer.strip(strip, numbers, strip * length, moved);
            if (scales.length > 0) {
                scales[done + at + strip] = scale;
            }
        }
        idle.add(numbers);
        return moved;
    }

    /// An array that is used no more, or a new one: to fill one with zeros takes as long as to fill it with numbers.
    /// What no source writes, the gaps between the matrices of a strip, stays zero, since strips are of one length.
    private float[] array(int length) {
        float[] array = idle.poll();
        return array == null || array.length < length ? new float[length] : array;
    }
}
