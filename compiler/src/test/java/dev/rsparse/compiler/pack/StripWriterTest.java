package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.kernel.Embedding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripWriterTest {

    private static float decoded(float value) {
        return Float.intBitsToFloat(StripWriter.toBfloat16(value) << 16);
    }

    /// Neighbours of 1 in bfloat16 stand 2^-7 apart.
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1.00390625, 1",
        "1.00390637, 1.0078125",
        "1.01171875, 1.015625",
        "-1.00390625, -1",
        "-1.01171875, -1.015625",
        "0, 0",
        "3.4028235e38, Infinity",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void roundsToTheNearestWithTiesToEven(float value, float expected) {
        assertThat(decoded(value)).isEqualTo(expected);
    }

    @Test
    void keepsTheSignOfZero() {
        assertThat(Float.floatToRawIntBits(decoded(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
    }

    @Test
    void keepsEveryNaNANaN() {
        for (int bits : new int[] {0x7F800001, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FC00000}) {
            assertThat(decoded(Float.intBitsToFloat(bits))).isNaN();
        }
    }

    @Test
    void noOtherBfloat16IsNearer() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
            float rounded = decoded(value);
            int bits = Float.floatToRawIntBits(rounded);
            double error = Math.abs((double) rounded - value);
            assertThat(error).isLessThanOrEqualTo(Math.abs((double) Float.intBitsToFloat(bits + 0x10000) - value));
            assertThat(error).isLessThanOrEqualTo(Math.abs((double) Float.intBitsToFloat(bits - 0x10000) - value));
        }
    }

    /// The numbers of one strip as they are read back.
    private static float[] throughQ8(float[] numbers) {
        StripLayout layout = StripLayout.Q8;
        long bytes = layout.stripBytes(numbers.length) + layout.scaleBytes(1);
        MemorySegment memory = Arena.ofAuto().allocate(bytes, 64);
        long strip = layout.stripBytes(numbers.length);
        float scale = new StripWriter(layout, numbers.length, memory.asSlice(0, strip))
                .strip(0, numbers, 0, RoundingErrors.of(numbers.length, List.of()));
        memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, strip, scale);
        float[] read = new float[StripLayout.padded(numbers.length)];
        Embedding.fromRows(memory, 0, layout, layout.stripBytes(numbers.length), 0, read.length, read, 0);
        return read;
    }

    @Test
    void eightBitsAreWithinHalfAStepOfTheLargestAndPadWithZeros() {
        Random random = new Random(2);
        float[] numbers = new float[130];
        float largest = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
            largest = Math.max(largest, Math.abs(numbers[i]));
        }
        float[] read = throughQ8(numbers);
        for (int i = 0; i < read.length; i++) {
            double expected = i < numbers.length ? numbers[i] : 0;
            double halfAStep = i < numbers.length ? largest / 254.0 * 1.0001 : 0;
            assertThat((double) read[i]).isCloseTo(expected, within(halfAStep));
        }
    }

    @Test
    void eightBitsHoldZerosAndTheLargestNumbersOfEitherSign() {
        assertThat(throughQ8(new float[3])).containsOnly(0f);
        float[] read = throughQ8(new float[] {0.5f, -0.5f, 0});
        assertThat(read[0]).isCloseTo(0.5f, within(1e-7f));
        assertThat(read[1]).isEqualTo(-read[0]);
        assertThat(read[2]).isZero();
    }

    @Test
    void theErrorOfAFormatIsThatOfItsRounding() {
        List<RoundingErrors.Part> parts =
                List.of(new RoundingErrors.Part("one", 0, 2), new RoundingErrors.Part("other", 3, 1));
        RoundingErrors errors = RoundingErrors.of(4, parts);
        assertThat(errors.relative()).containsOnly(Map.entry("one", 0.0), Map.entry("other", 0.0));
        RoundingErrors more = errors.empty();
        errors.add(0, 3, 3.3f);
        more.add(1, 4, 4);
        more.add(2, 5, 0);
        errors.add(more);
        assertThat(errors.relative().get("one")).isCloseTo(0.06, within(1e-6));
        assertThat(errors.relative().get("other")).isZero();
    }
}
