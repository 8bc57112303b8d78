package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(IntStream.range(0, strip)
                        .mapToLong(i -> 8 * layout.offset(i) + layout.shift(i))
                        .sorted())
                .containsExactlyElementsOf(LongStream.range(0, strip)
                        .map(i -> i * layout.bits())
                        .boxed()
                        .toList());
    }

    @Test
    void floatsStandInOrder() {
        assertThat(StripLayout.F32.offset(37)).isEqualTo(4 * 37);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,4", "15,60", "16,2", "17,6", "31,62", "32,64", "48,66"})
    void numbersOfSixteenBitsArePairedSixteenApart(int number, long offset) {
        assertThat(StripLayout.BF16.offset(number)).isEqualTo(offset);
        assertThat(StripLayout.F16.offset(number)).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,4", "15,60", "16,1", "17,5", "32,2", "48,3", "63,63", "64,64", "80,65"})
    void bytesOfAWordAreNumbersSixteenApart(int number, long offset) {
        assertThat(StripLayout.Q8.offset(number)).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,4,0", "15,60,0", "16,0,4", "32,1,0", "112,3,4", "127,63,4", "128,64,0", "144,64,4"})
    void foursOfBitsOfAWordAreNumbersSixteenApart(int number, long offset, int shift) {
        assertThat(StripLayout.Q4.offset(number)).isEqualTo(offset);
        assertThat(StripLayout.Q4.shift(number)).isEqualTo(shift);
    }

    @ParameterizedTest
    @CsvSource({
        "F16,0,0x1p-112",
        "F16,16,0x1p-112",
        "Q8,0,0.00390625",
        "Q8,16,0.00390625",
        "Q4,0,0.00390625",
        "Q4,16,0.0625",
        "Q4,47,0.00390625"
    })
    void aStepIsWhereBitsMeetTheMantissa(StripLayout layout, int number, float step) {
        assertThat(layout.step(number)).isEqualTo(step);
    }

    @Test
    void floatsHaveNoSteps() {
        assertThatThrownBy(() -> StripLayout.BF16.step(0)).hasMessage("BF16 has no steps");
    }

    @ParameterizedTest
    @CsvSource({"F32,3,12", "BF16,3,6", "F16,3,6", "Q8,3,3", "Q4,3,1.5"})
    void numbersTakeTheirBits(StripLayout layout, double numbers, double bytes) {
        assertThat(layout.bytes(numbers)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"F32,5,0", "BF16,5,0", "F16,5,0", "Q8,5,0", "Q4,5,512", "Q4,129,1024"})
    void onlyPlacesOfFourBitsHaveScales(StripLayout layout, int numbers, long bytes) {
        assertThat(layout.placeBytes(numbers)).isEqualTo(bytes);
        assertThat(layout.scalesPlaces()).isEqualTo(bytes > 0);
    }

    @ParameterizedTest
    @CsvSource({"F32,5,0", "BF16,5,0", "F16,5,64", "Q8,5,64", "Q8,129,576", "Q4,5,64"})
    void stripsOfFewBitsOrOfASmallRangeHaveScales(StripLayout layout, int strips, long bytes) {
        assertThat(layout.scaleBytes(strips)).isEqualTo(bytes);
        assertThat(layout.scaled()).isEqualTo(bytes > 0);
    }

    @ParameterizedTest
    @CsvSource({"F32,16", "BF16,32", "F16,32", "Q8,64", "Q4,128"})
    void stripsArePaddedToBlocksOfSixtyFourBytes(StripLayout layout, int block) {
        assertThat(layout.block()).isEqualTo(block);
        assertThat(layout.whole(0)).isZero();
        assertThat(layout.whole(1)).isEqualTo(block);
        assertThat(layout.whole(3 * block)).isEqualTo(3 * block);
        assertThat(layout.whole(3 * block + 1)).isEqualTo(4 * block);
        assertThat(layout.stripBytes(3 * block + 1)).isEqualTo(4 * 64);
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfActivationsHoldsTheStripsOfAnyLayout(StripLayout layout) {
        for (int n = 0; n < 300; n++) {
            assertThat(StripLayout.padded(n)).isGreaterThanOrEqualTo(layout.whole(n));
        }
        assertThat(StripLayout.ALIGNMENT % layout.block()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,128", "127,128", "128,128", "129,256", "704,768"})
    void rowsOfActivationsArePaddedToWholeMultiples(int numbers, int padded) {
        assertThat(StripLayout.padded(numbers)).isEqualTo(padded);
    }
}
