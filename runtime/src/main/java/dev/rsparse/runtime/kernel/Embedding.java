package dev.rsparse.runtime.kernel;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Rows of an embedding table, read from weights in [StripLayout].
public final class Embedding {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Embedding() {}

    /// Row `id` of a table whose strips are its rows: `width` numbers to `out[to..]`.
    ///
    /// @param scales where the scales of the strips are, for layouts that have them
    /// @param places where the scales of the places are, for layouts that have them
    public static void fromRows(
            MemorySegment weights,
            long table,
            StripLayout layout,
            long scales,
            long places,
            int id,
            int width,
            float[] out,
            int to) {
        long row = table + id * layout.stripBytes(width);
        float scale = layout.scaled() ? scale(weights, scales, id) : 1;
        for (int i = 0; i < width; i++) {
            out[to + i] = element(weights, row, i, layout) * scale;
        }
        if (layout.scalesPlaces()) {
            Scales.apply(out, to, out, to, 1, width, width, weights, places);
        }
    }

    /// Row `id` of a table whose strips are its columns, each of `rows` numbers: the form in which a linear that is
    /// tied to the embedding keeps it, so that the table is stored once.
    ///
    /// @param scales where the scales of the strips are, for layouts that have them
    /// @param places where the scales of the places are, for layouts that have them
    public static void fromColumns(
            MemorySegment weights,
            long table,
            StripLayout layout,
            long scales,
            long places,
            int rows,
            int id,
            int width,
            float[] out,
            int to) {
        long strip = layout.stripBytes(rows);
        float place = layout.scalesPlaces() ? scale(weights, places, id) : 1;
        for (int i = 0; i < width; i++) {
            float scale = layout.scaled() ? scale(weights, scales, i) : 1;
            // In the order of a row, whose places are scaled last.
            out[to + i] = element(weights, table + i * strip, id, layout) * scale * place;
        }
    }

    private static float scale(MemorySegment weights, long scales, int i) {
        return weights.get(FLOAT, scales + 4L * i);
    }

    /// Number `i` of the strip at byte `strip`, before scales.
    private static float element(MemorySegment weights, long strip, int i, StripLayout layout) {
        long at = strip + layout.offset(i);
        return switch (layout) {
            case F32 -> weights.get(FLOAT, at);
            case BF16 -> Float.intBitsToFloat(weights.get(SHORT, at) << 16);
            case F16 -> Float.float16ToFloat(weights.get(SHORT, at)) * layout.step(i);
            case Q8 -> (Byte.toUnsignedInt(weights.get(ValueLayout.JAVA_BYTE, at)) - 128) * layout.step(i);
            case Q4 -> ((weights.get(ValueLayout.JAVA_BYTE, at) >> layout.shift(i) & 0xF) - 8) * layout.step(i);
        };
    }
}
