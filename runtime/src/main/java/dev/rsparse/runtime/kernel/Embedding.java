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
    public static void fromRows(
            MemorySegment weights, long table, StripLayout layout, int id, int width, float[] out, int to) {
        long row = table + (long) id * StripLayout.padded(width) * layout.bytes();
        for (int i = 0; i < width; i++) {
            out[to + i] = element(weights, row + layout.offset(i), layout);
        }
    }

    /// Row `id` of a table whose strips are its columns, each of `rows` numbers: the form in which a linear that is
    /// tied
    /// to the embedding keeps it, so that the table is stored once.
    public static void fromColumns(
            MemorySegment weights, long table, StripLayout layout, int rows, int id, int width, float[] out, int to) {
        long strip = (long) StripLayout.padded(rows) * layout.bytes();
        long element = table + layout.offset(id);
        for (int i = 0; i < width; i++) {
            out[to + i] = element(weights, element, layout);
            element += strip;
        }
    }

    private static float element(MemorySegment weights, long at, StripLayout layout) {
        return switch (layout) {
            case F32 -> weights.get(FLOAT, at);
            case BF16 -> Float.intBitsToFloat(weights.get(SHORT, at) << 16);
        };
    }
}
