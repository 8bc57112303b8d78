package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class SquareSumTest {

    private static final int FROM = 3;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 31, 160, 1003})
    void vectorsGiveTheBitsOfOneByOne(int count) {
        Random random = new Random(count);
        float[] numbers = new float[FROM + count + 2];
        double expected = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
            expected += i < FROM || i >= FROM + count ? 0 : (double) numbers[i] * numbers[i];
        }
        double sum = SquareSum.oneByOne(numbers, FROM, count);
        assertThat(SquareSum.inVectors(numbers, FROM, count)).isEqualTo(sum);
        assertThat(SquareSum.of(numbers, FROM, count)).isEqualTo(sum);
        // Each addition rounds to 53 bits.
        assertThat(sum).isCloseTo(expected, within(count * 0x1p-52 * expected));
    }

    @Test
    void theSquareOfTheLargestFloatIsFinite() {
        assertThat(SquareSum.of(new float[] {Float.MAX_VALUE}, 0, 1))
                .isEqualTo((double) Float.MAX_VALUE * Float.MAX_VALUE);
    }
}
