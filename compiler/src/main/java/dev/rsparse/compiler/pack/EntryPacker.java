package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.compiler.weights.WeightSource.Pieces;
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
    /// Numbers from one strip to the next in memory.
    private final int pitch;

    private final Queue<Desk> idle = new ConcurrentLinkedQueue<>();

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

    /// What a thread needs for a band.
    private record Desk(float[] numbers, StripWriter writer) {}

    /// Where strips go.
    @FunctionalInterface
    interface Target {
        /// Takes the next `bytes` bytes: `fill` writes each of them to memory of that size.
        void accept(long bytes, Consumer<MemorySegment> fill) throws IOException;
    }

    /// Gives numbers of the source: strips `first..first+count`, each `pitch` numbers behind the one before.
    @FunctionalInterface
    private interface Strips {
        void read(int first, int count, float[] into, int pitch);
    }

    EntryPacker(Entry entry, WeightSource weights, FactorSource factors, Memory memory, Target target) {
        this.entry = entry;
        this.pitch = Turn.pitch(entry.length());
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
            case Content.Vector _,
                    Content.Shifted _,
                    Content.ColumnNorms _,
                    Content.NormProducts _,
                    Content.FactorRows _ -> List.of();
        };
    }

    /// Makes all strips, and behind them their scales, those of their places and zeros to the end of a page.
    ///
    /// @return how far the format moved each matrix, by its name: norm of the difference over that of the weights
    Map<String, Double> pack() throws IOException {
        packStrips();
        if (scales.length > 0) {
            target.accept(entry.layout().scaleBytes(scales.length), bytes -> put(scales, bytes));
        }
        if (places.length > 0) {
            target.accept(entry.layout().placeBytes(entry.length()), bytes -> put(places, bytes));
        }
        if (entry.padding() > 0) {
            target.accept(entry.padding(), bytes -> bytes.fill((byte) 0));
        }
        return errors.relative();
    }

    private static void put(float[] floats, MemorySegment bytes) {
        bytes.fill((byte) 0);
        MemorySegment.copy(floats, 0, bytes, FLOAT, 0, floats.length);
    }

    private void packStrips() throws IOException {
        switch (entry.content()) {
            case Content.Columns columns -> packColumns(columns);
            case Content.Rows(var tensor) ->
                put(
                        entry.strips(),
                        (first, count, into, pitch) -> weights.read(
                                tensor,
                                (long) first * entry.length(),
                                new Pieces(count, entry.length(), entry.length(), pitch),
                                into));
            case Content.Vector(var tensor) -> put(1, vector(tensor, 0));
            case Content.Shifted(var tensor, float by) -> put(1, vector(tensor, by));
            case Content.ColumnNorms(var tensors, double gamma) -> put(1, ColumnNorms.of(weights, tensors, gamma));
            case Content.NormProducts(var site, var up, var down, double gamma) ->
                put(1, NormProducts.of(weights, site, up, down, gamma));
            case Content.FactorRows(var site) ->
                put(entry.strips(), factors.factors(site, entry.strips()).v());
        }
    }

    private float[] vector(String tensor, float by) {
        float[] vector = new float[entry.length()];
        weights.read(tensor, 0, vector, 0, vector.length);
        for (int i = 0; i < vector.length; i++) {
            vector[i] += by;
        }
        return vector;
    }

    private void packColumns(Content.Columns columns) throws IOException {
        List<ColumnReader.Block> blocks = columns.parts().stream()
                .map(part -> new ColumnReader.Block(part.tensor(), part.from()))
                .toList();
        ColumnReader reader = new ColumnReader(weights, blocks);
        put(reader.in(), reader::read);
        if (columns.rank() > 0) {
            put(columns.rank(), lowRankColumns(columns));
        }
        if (entry.layout().raised()) {
            put(1, new float[entry.length()]);
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
        put(strips, (first, count, into, pitch) -> {
            for (int strip = 0; strip < count; strip++) {
                System.arraycopy(numbers, (first + strip) * length, into, strip * pitch, length);
            }
        });
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
        Desk desk = desk(count);
        source.read(first, count, desk.numbers(), pitch);
        RoundingErrors moved = errors.empty();
        for (int strip = 0; strip < count; strip++) {
            float scale = desk.writer().strip(packed, at + strip, desk.numbers(), strip * pitch, moved);
            if (scales.length > 0) {
                scales[done + at + strip] = scale;
            }
        }
        idle.add(desk);
        return moved;
    }

    /// One that is used no more, or a new one: to fill arrays with zeros takes as long as to fill them with numbers.
    /// What no source writes, the gaps between the matrices of a strip, stays zero, since strips are of one length.
    private Desk desk(int strips) {
        int numbers = Math.multiplyExact(strips, pitch);
        Desk desk = idle.poll();
        return desk == null || desk.numbers().length < numbers
                ? new Desk(new float[numbers], new StripWriter(entry.layout(), entry.length(), places))
                : desk;
    }
}
