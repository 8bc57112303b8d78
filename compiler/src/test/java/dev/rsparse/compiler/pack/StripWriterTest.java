package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

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
}
