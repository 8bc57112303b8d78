package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.kernel.Embedding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StripWriterTest {

    private static float decoded(float value) {
        float[] read = through(StripLayout.BF16, new float[] {value});
        assertThat(Arrays.copyOfRange(read, 1, read.length)).containsOnly(0f);
        return read[0];
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

    /// The numbers of one strip as they are read back, where all places have a scale of one unit.
    private static float[] through(StripLayout layout, float[] numbers) {
        float[] places = new float[layout.scalesPlaces() ? StripLayout.padded(numbers.length) : 0];
        for (int i = 0; i < places.length; i++) {
            places[i] = 1 / layout.step(i);
        }
        return through(layout, numbers, places);
    }

    private static float[] through(StripLayout layout, float[] numbers, float[] places) {
        long strip = layout.stripBytes(numbers.length);
        long scales = strip + layout.scaleBytes(1);
        MemorySegment memory = Arena.ofAuto().allocate(scales + 4L * places.length, 64);
        float scale = new StripWriter(layout, numbers.length, places)
                .strip(memory.asSlice(0, strip), 0, numbers, 0, RoundingErrors.of(List.of()));
        if (layout.scaled()) {
            memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, strip, scale);
        }
        MemorySegment.copy(places, 0, memory, ValueLayout.JAVA_FLOAT_UNALIGNED, scales, places.length);
        float[] read = new float[layout.whole(numbers.length)];
        Embedding.fromRows(memory, 0, layout, strip, scales, 0, read.length, read, 0);
        return read;
    }

    private static float[] gaussian(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @Test
    void eightBitsAreWithinHalfAStepOfTheLargestAndPadWithZeros() {
        float[] numbers = gaussian(130, 2);
        float largest = 0;
        for (float number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        float[] read = through(StripLayout.Q8, numbers);
        for (int i = 0; i < read.length; i++) {
            double expected = i < numbers.length ? numbers[i] : 0;
            double halfAStep = i < numbers.length ? largest / 254.0 * 1.0001 : 0;
            assertThat((double) read[i]).isCloseTo(expected, within(halfAStep));
        }
    }

    @Test
    void eightBitsHoldZerosAndTheLargestNumbersOfEitherSign() {
        assertThat(through(StripLayout.Q8, new float[3])).containsOnly(0f);
        float[] read = through(StripLayout.Q8, new float[] {0.5f, -0.5f, 0});
        assertThat(read[0]).isCloseTo(0.5f, within(1e-7f));
        assertThat(read[1]).isEqualTo(-read[0]);
        assertThat(read[2]).isZero();
    }

    @Test
    void fourBitsMoveGaussianNumbersByAboutATenthAndPadWithZeros() {
        float[] numbers = gaussian(20_000, 3);
        float[] read = through(StripLayout.Q4, numbers);
        double moved = 0;
        double all = 0;
        for (int i = 0; i < numbers.length; i++) {
            moved += Math.pow(read[i] - numbers[i], 2);
            all += Math.pow(numbers[i], 2);
        }
        // The best sixteen evenly spaced levels leave 0.107.
        assertThat(Math.sqrt(moved / all)).isLessThan(0.115);
        assertThat(Arrays.copyOfRange(read, numbers.length, read.length)).containsOnly(0f);
    }

    @Test
    void fourBitsHoldNumbersThatAreWholeStepsOfTheirPlaces() {
        float[] numbers = new float[300];
        float[] places = new float[StripLayout.padded(numbers.length)];
        for (int i = 0; i < numbers.length; i++) {
            float size = 1 + i % 5;
            places[i] = size / StripLayout.Q4.step(i);
            numbers[i] = size * (i % 15 - 7);
        }
        assertThat(through(StripLayout.Q4, numbers, places)).startsWith(numbers);
    }

    @Test
    void aPlaceWithoutAScaleIsZero() {
        float[] places = new float[StripLayout.ALIGNMENT];
        Arrays.fill(places, 1, 3, 128);
        assertThat(through(StripLayout.Q4, new float[] {5, 7, -7}, places)).startsWith(0, 7, -7);
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void aStripWithANumberThatIsNoneIsZeroWhereItHasAScale(float number) {
        float[] numbers = {1, number, 2};
        assertThat(through(StripLayout.Q8, numbers)).containsOnly(0f);
        assertThat(through(StripLayout.Q4, numbers)).containsOnly(0f);
        assertThat(through(StripLayout.F16, numbers)).containsOnly(0f);
        assertThat(through(StripLayout.F32, numbers)).startsWith(numbers);
    }

    /// Neighbours of 1 in half precision stand 2^-10 apart above it and 2^-11 below.
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1.00048828125, 1",
        "1.00048840045, 1.0009765625",
        "1.00146484375, 1.001953125",
        "-1.00048828125, -1",
        "-1.00146484375, -1.001953125",
        "3.9990234375, 4",
        "65504, 65504",
        "65519.996, 65504",
        "65520, 65536",
        "1e9, 999817216"
    })
    void halfPrecisionRoundsToTheNearestWithTiesToEven(float value, float expected) {
        float[] read = through(StripLayout.F16, new float[] {0, value});
        assertThat(read[0]).isZero();
        assertThat(read[1]).isEqualTo(expected);
    }

    @Test
    void everyHalfPrecisionNumberStaysAsItIsBesideAnyOther() {
        float[] numbers = new float[1 << 16];
        for (int i = 0; i < numbers.length; i++) {
            float number = Float.float16ToFloat((short) i);
            numbers[i] = Float.isFinite(number) ? number : 0;
        }
        assertThat(through(StripLayout.F16, numbers)).containsExactly(numbers);
    }

    @Test
    void halfPrecisionKeepsElevenBitsOfNumbersFarBelowItsOwnRange() {
        float[] numbers = {0x1p-100f, -0x1.004p-110f, 0x1.ffcp-128f, 0, 0x1p-139f};
        assertThat(through(StripLayout.F16, numbers)).startsWith(numbers);
    }

    @Test
    void halfPrecisionIsOffByHalfAStepAtMost() {
        float[] numbers = gaussian(5_000, 4);
        float[] read = through(StripLayout.F16, numbers);
        for (int i = 0; i < numbers.length; i++) {
            double half = Math.ulp(numbers[i]) * 0x1p12;
            assertThat((double) read[i]).isCloseTo(numbers[i], within(half));
        }
        assertThat(Arrays.copyOfRange(read, numbers.length, read.length)).containsOnly(0f);
    }

    /// The scale of a strip holds the power of two that numbers are stored below what they mean by.
    @Test
    void aStripOfHalfPrecisionWithANumberFrom2ToThe31IsZero() {
        assertThat(through(StripLayout.F16, new float[] {1, 0x1.ffp30f, 2})).startsWith(1, 0x1.ffp30f, 2);
        assertThat(through(StripLayout.F16, new float[] {1, 0x1p31f, 2})).containsOnly(0f);
    }

    @ParameterizedTest
    @EnumSource(names = "F16", mode = EnumSource.Mode.EXCLUDE)
    void theLargestFloatsStayFinite(StripLayout layout) {
        float[] read = through(layout, new float[] {1e38f, -1e38f, 1e-45f});
        assertThat(read[0]).isCloseTo(1e38f, withinPercentage(1));
        assertThat(read[1]).isEqualTo(-read[0]);
        assertThat(through(layout, new float[] {1e-45f})[0]).isBetween(0f, 1e-45f);
    }

    @Test
    void theErrorOfAFormatIsThatOfItsRounding() {
        List<RoundingErrors.Part> parts =
                List.of(new RoundingErrors.Part("one", 0, 2), new RoundingErrors.Part("other", 3, 1));
        RoundingErrors errors = RoundingErrors.of(parts);
        assertThat(errors.relative()).containsOnly(Map.entry("one", 0.0), Map.entry("other", 0.0));
        RoundingErrors more = errors.empty();
        errors.add(new float[] {3, 0, 5, 0}, new float[] {3.3f, 0, 0, 0});
        more.add(new float[] {0, 4, 5, 0}, new float[] {0, 4, 0, 0});
        errors.add(more);
        assertThat(errors.relative().get("one")).isCloseTo(0.06, within(1e-6));
        assertThat(errors.relative().get("other")).isZero();
    }
}
