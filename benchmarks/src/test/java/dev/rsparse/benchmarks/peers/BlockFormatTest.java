package dev.rsparse.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlockFormatTest {

    private static float[] random(int length) {
        SplittableRandom random = new SplittableRandom(7);
        float[] weights = new float[length];
        for (int i = 0; i < length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        return weights;
    }

    private static ByteBuffer encode(BlockFormat format, float[] block) {
        ByteBuffer out = ByteBuffer.allocate(format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        format.encode(block, out);
        assertThat(out.hasRemaining()).isFalse();
        return out.flip();
    }

    private static float largest(float[] block) {
        return Math.abs(block[BlockFormat.largest(block)]);
    }

    @Test
    void eightBitsAreAScaleAndThirtyTwoBytes() {
        float[] block = random(32);
        ByteBuffer encoded = encode(BlockFormat.Q8_0, block);
        float scale = Float.float16ToFloat(encoded.getShort());
        // Half a step, and what rounding the scale to f16 (11 bits) makes of 127 steps.
        double bound = largest(block) / 127 * (0.5 + 127.0 / 2048);
        for (float weight : block) {
            assertThat(encoded.get() * scale).isCloseTo(weight, within((float) bound));
        }
    }

    @Test
    void fourBitsAreAScaleAndSixteenBytesOfTwoHalves() {
        float[] block = random(32);
        ByteBuffer encoded = encode(BlockFormat.Q4_0, block);
        float scale = Float.float16ToFloat(encoded.getShort());
        // One step, since the far end of the other sign has only 7 of 8, and the rounding of the scale.
        double bound = largest(block) / 8 * (1 + 8.0 / 2048);
        for (int i = 0; i < 16; i++) {
            int halves = encoded.get();
            assertThat(((halves & 15) - 8) * scale).isCloseTo(block[i], within((float) bound));
            assertThat(((halves >> 4 & 15) - 8) * scale).isCloseTo(block[i + 16], within((float) bound));
        }
    }

    @Test
    void theLargestWeightOfFourBitsIsExactButForItsScale() {
        float[] block = new float[32];
        block[5] = -4;
        block[20] = 2;
        ByteBuffer encoded = encode(BlockFormat.Q4_0, block);
        assertThat(Float.float16ToFloat(encoded.getShort())).isEqualTo(0.5f);
        assertThat(encoded.get(2 + 5) & 15).isZero();
        assertThat(encoded.get(2 + 4) >> 4 & 15).isEqualTo(12);
        assertThat(encoded.get(2)).isEqualTo((byte) 0x88);
    }

    @Test
    void aBlockOfZerosStaysZero() {
        for (BlockFormat format : new BlockFormat[] {BlockFormat.Q8_0, BlockFormat.Q4_0}) {
            assertThat(Float.float16ToFloat(encode(format, new float[32]).getShort()))
                    .isZero();
        }
    }

    @Test
    void roundsToTheNearestUpperHalfOfAFloat() {
        assertThat(encode(BlockFormat.BF16, new float[] {-2.5f}).getShort()).isEqualTo((short) 0xC020);
        assertThat(encode(BlockFormat.BF16, new float[] {Float.intBitsToFloat(0x3F80_8001)})
                        .getShort())
                .isEqualTo((short) 0x3F81);
        assertThat(encode(BlockFormat.BF16, new float[] {Float.intBitsToFloat(0x3F80_8000)})
                        .getShort())
                .isEqualTo((short) 0x3F80);
    }

    @Test
    void wholeModelsTakeAsManyBytesAsTheirBlocks() {
        long elements = Shape.named("1.1b").elementsPerToken();
        assertThat(BlockFormat.Q8_0.bytes(elements)).isEqualTo(1_099_071_488);
        assertThat(BlockFormat.Q4_0.bytes(elements)).isEqualTo(581_861_376);
        assertThat(BlockFormat.Q8_0.bytes(Shape.named("8b").elementsPerToken()))
                .isBetween(7_970_000_000L, 7_980_000_000L);
    }
}
