package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.kernel.Embedding;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// Packed weights read back number by number: what kernels must multiply by, whatever a format made of the weights.
///
/// @param tensors row-major matrices by the name of their tensor
/// @param factors low-rank factors by path
/// @param raises by tensor, by how much the numbers that kernels of `q4` sum up stand above those that are meant, where
/// these are the lower of two fours of bits: sums lose that much more, about thirty times the numbers themselves
record Unpacked(Map<String, float[]> tensors, Map<String, Factors> factors, Map<String, float[]> raises) {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static Unpacked of(WeightLayout layout, MemorySegment data) {
        Unpacked unpacked = new Unpacked(new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (Entry entry : layout.entries()) {
            switch (entry.content()) {
                case Content.Columns columns ->
                    columns.parts().forEach(part -> unpacked.add(layout, entry, part, columns.rank(), data));
                case Content.Rows(var tensor) -> unpacked.tensors.put(tensor, rows(entry, data));
                case Content.Vector _, Content.ColumnNorms _, Content.NormProducts _, Content.FactorRows _ -> {}
            }
        }
        return unpacked;
    }

    FactorSource factorSource() {
        return (site, _) -> factors.get(site);
    }

    private void add(WeightLayout layout, Entry entry, Part part, int mostRank, MemorySegment data) {
        int in = entry.strips() - mostRank;
        float[] w = new float[part.out() * in];
        float[] u = new float[part.out() * part.rank()];
        float[] strips = new float[entry.strips()];
        for (int o = 0; o < part.out(); o++) {
            Embedding.fromColumns(
                    data,
                    entry.offset(),
                    entry.layout(),
                    entry.scale(0),
                    entry.place(0),
                    entry.length(),
                    part.from() + o,
                    entry.strips(),
                    strips,
                    0);
            System.arraycopy(strips, 0, w, o * in, in);
            System.arraycopy(strips, in, u, o * part.rank(), part.rank());
        }
        tensors.put(part.tensor(), w);
        if (entry.layout() == StripLayout.Q4) {
            raises.put(part.tensor(), raises(entry, part, in, data));
        }
        if (part.rank() > 0) {
            float[] v = rows(layout.entry(part.site() + ".project"), data);
            factors.put(part.site(), new Factors(part.site(), part.rank(), u, v));
        }
    }

    private static float[] raises(Entry entry, Part part, int in, MemorySegment data) {
        float[] raises = new float[part.out() * in];
        for (int o = 0; o < part.out(); o++) {
            int place = part.from() + o;
            float step = entry.layout().step(place);
            for (int c = 0; c < in && step < entry.layout().step(16); c++) {
                float unit = data.get(FLOAT, entry.scale(c)) * data.get(FLOAT, entry.place(place));
                raises[o * in + c] = (1 + 8 * step) * unit;
            }
        }
        return raises;
    }

    private static float[] rows(Entry entry, MemorySegment data) {
        float[] rows = new float[entry.strips() * entry.length()];
        for (int row = 0; row < entry.strips(); row++) {
            Embedding.fromRows(
                    data,
                    entry.offset(),
                    entry.layout(),
                    entry.scale(0),
                    entry.place(0),
                    row,
                    entry.length(),
                    rows,
                    row * entry.length());
        }
        return rows;
    }
}
