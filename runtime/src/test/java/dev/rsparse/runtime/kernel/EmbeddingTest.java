package dev.rsparse.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddingTest {

    private static final int ROWS = 70;
    private static final int WIDTH = 40;
    private static final long START = 128;
    private static final long SCALES = START + 128L * 128 * 4;

    /// A number for each place of the table; all have at most eight significant bits, so bfloat16 holds them
    /// exactly.
    private static float number(int row, int column) {
        return (row * 3 + column * 5) % 251 - 125;
    }

    private static void put(MemorySegment memory, StripLayout layout, long strip, int i, float value) {
        long at = START + strip + layout.offset(i);
        switch (layout) {
            case F32 -> memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, value);
            case BF16 ->
                memory.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, (short)
                        (Float.floatToIntBits(value) >> 16));
            case Q8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) ((int) value + 128));
        }
    }

    private static MemorySegment memory() {
        MemorySegment memory = Arena.ofAuto().allocate(SCALES + 128 * 4, 64);
        // At this scale a byte is a whole number.
        for (int strip = 0; strip < 128; strip++) {
            memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), SCALES + 4L * strip, 256f);
        }
        return memory;
    }

    private static float[] expected(int row, int to) {
        float[] expected = new float[to + WIDTH];
        for (int column = 0; column < WIDTH; column++) {
            expected[to + column] = number(row, column);
        }
        return expected;
    }

    @ParameterizedTest
    @EnumSource
    void readsARowThatIsAStrip(StripLayout layout) {
        MemorySegment memory = memory();
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < WIDTH; column++) {
                put(
                        memory,
                        layout,
                        (long) row * StripLayout.padded(WIDTH) * layout.bytes(),
                        column,
                        number(row, column));
            }
        }
        float[] out = new float[3 + WIDTH];
        Embedding.fromRows(memory, START, layout, SCALES, 69, WIDTH, out, 3);
        assertThat(out).containsExactly(expected(69, 3));
    }

    @ParameterizedTest
    @EnumSource
    void readsARowAcrossStripsThatAreColumns(StripLayout layout) {
        MemorySegment memory = memory();
        for (int column = 0; column < WIDTH; column++) {
            for (int row = 0; row < ROWS; row++) {
                put(
                        memory,
                        layout,
                        (long) column * StripLayout.padded(ROWS) * layout.bytes(),
                        row,
                        number(row, column));
            }
        }
        float[] out = new float[3 + WIDTH];
        Embedding.fromColumns(memory, START, layout, SCALES, ROWS, 33, WIDTH, out, 3);
        assertThat(out).containsExactly(expected(33, 3));
    }
}
