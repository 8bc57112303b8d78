package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The encoder beside plain loops over the numbers of a strip.
@Tag("width")
class FourBitEncoderTest {

    private static final int LEAST = -8;
    private static final int MOST = 7;

    private final float[] numbers;
    private final float[] places;

    FourBitEncoderTest() {
        this.numbers = new float[3 * StripLayout.Q4.block()];
        this.places = new float[numbers.length];
    }

    /// Numbers of `tail` shape: the higher, the more of them lie far out, and the more of these are worth cutting off.
    private void fill(long seed, int tail) {
        Random random = new Random(seed);
        for (int i = 0; i < numbers.length; i++) {
            places[i] = (0.5f + random.nextFloat()) / StripLayout.Q4.step(i);
            float number = tail == 0 ? random.nextFloat(-1, 1) : (float) Math.pow(random.nextGaussian(), 2 * tail - 1);
            numbers[i] = number * unit(i);
        }
    }

    private float unit(int i) {
        return places[i] * StripLayout.Q4.step(i);
    }

    private long step(int i, double scale) {
        return Math.clamp(Math.round(numbers[i] / unit(i) / scale), LEAST, MOST);
    }

    private double error(double scale) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += Math.pow(step(i, scale) * scale * unit(i) - numbers[i], 2);
        }
        return sum;
    }

    /// The share of the widest scale, in sixteenths, that a search finds which tries four and then their neighbours.
    private int share(double widest) {
        int best = 16;
        for (int share : new int[] {13, 10, 7}) {
            best = error(widest * share / 16) < error(widest * best / 16) ? share : best;
        }
        int finest = best - 1;
        for (int share : new int[] {best, Math.min(best + 1, 16)}) {
            finest = error(widest * share / 16) < error(widest * finest / 16) ? share : finest;
        }
        return finest;
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 1", "4, 1", "5, 1", "6, 2", "7, 2", "8, 3"})
    void choosesTheScaleAndTheBitsOfPlainLoops(long seed, int tail) {
        fill(seed, tail);
        double widest = 0;
        for (int i = 0; i < numbers.length; i++) {
            widest = Math.max(widest, Math.abs(numbers[i] / unit(i)) / MOST);
        }
        byte[] bytes = new byte[numbers.length / 2];
        float[] read = new float[numbers.length];
        float scale = new FourBitEncoder(places).encode(numbers, read, MemorySegment.ofArray(bytes), 0);

        assertThat((double) scale).isCloseTo(widest * share(widest) / 16, within(widest * 1e-6));
        for (int i = 0; i < numbers.length; i++) {
            int bits = bytes[(int) StripLayout.Q4.offset(i)] >> StripLayout.Q4.shift(i) & 15;
            // Numbers in the middle of two steps may go either way.
            double steps = numbers[i] / unit(i) / scale;
            assertThat((double) (bits + LEAST)).isCloseTo(Math.clamp(steps, LEAST, MOST), within(0.5001));
            assertThat((double) read[i])
                    .isCloseTo((bits + LEAST) * scale * unit(i), within(Math.abs(numbers[i]) * 1e-5 + 1e-9));
        }
    }
}
