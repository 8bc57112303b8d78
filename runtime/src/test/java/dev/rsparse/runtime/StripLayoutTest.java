package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StripLayoutTest {

    @ParameterizedTest
    @EnumSource
    void offsetsFillTheStripWithoutOverlap(StripLayout layout) {
        int strip = 3 * StripLayout.ALIGNMENT;
        assertThat(IntStream.range(0, strip).mapToLong(layout::offset).sorted())
                .containsExactlyElementsOf(LongStream.range(0, strip)
                        .map(i -> i * layout.bytes())
                        .boxed()
                        .toList());
    }

    @Test
    void floatsStandInOrder() {
        assertThat(StripLayout.F32.offset(37)).isEqualTo(4 * 37);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,4", "15,60", "16,2", "17,6", "31,62", "32,64", "48,66"})
    void bfloat16PairsNumbersSixteenApart(int number, long offset) {
        assertThat(StripLayout.BF16.offset(number)).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,4", "15,60", "16,1", "17,5", "32,2", "48,3", "63,63", "64,64", "80,65"})
    void bytesOfAWordAreNumbersSixteenApart(int number, long offset) {
        assertThat(StripLayout.Q8.offset(number)).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"F32,5,0", "BF16,5,0", "Q8,5,256", "Q8,65,512"})
    void onlyStripsOfEightBitsHaveScales(StripLayout layout, int strips, long bytes) {
        assertThat(layout.scaleBytes(strips)).isEqualTo(bytes);
        assertThat(layout.scaled()).isEqualTo(bytes > 0);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,64", "63,64", "64,64", "65,128", "704,704"})
    void stripsArePaddedToWholeMultiples(int numbers, int padded) {
        assertThat(StripLayout.padded(numbers)).isEqualTo(padded);
    }
}
