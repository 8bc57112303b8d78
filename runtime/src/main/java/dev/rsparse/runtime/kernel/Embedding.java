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
    public static void fromRows(
            MemorySegment weights,
            long table,
            StripLayout layout,
            long scales,
            int id,
            int width,
            float[] out,
            int to) {
        long row = table + id * layout.stripBytes(width);
        float scale = scale(weights, layout, scales, id);
        for (int i = 0; i < width; i++) {
            out[to + i] = element(weights, row + layout.offset(i), layout) * scale;
        }
    }

    /// Row `id` of a table whose strips are its columns, each of `rows` numbers: the form in which a linear that is
    /// tied to the embedding keeps it, so that the table is stored once.
    ///
    /// @param scales where the scales of the strips are, for layouts that have them
    public static void fromColumns(
            MemorySegment weights,
            long table,
            StripLayout layout,
            long scales,
            int rows,
            int id,
            int width,
            float[] out,
            int to) {
        long strip = layout.stripBytes(rows);
        long element = table + layout.offset(id);
        for (int i = 0; i < width; i++) {
            out[to + i] = element(weights, element, layout) * scale(weights, layout, scales, i);
            element += strip;
        }
    }

    private static float scale(MemorySegment weights, StripLayout layout, long scales, int strip) {
        return layout.scaled() ? weights.get(FLOAT, scales + 4L * strip) : 1;
    }

    private static float element(MemorySegment weights, long at, StripLayout layout) {
        return switch (layout) {
            case F32 -> weights.get(FLOAT, at);
            case BF16 -> Float.intBitsToFloat(weights.get(SHORT, at) << 16);
            case Q8 -> (Byte.toUnsignedInt(weights.get(ValueLayout.JAVA_BYTE, at)) - 128) / 256f;
        };
    }
}
