package dev.rsparse.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripCostTest {

    private static final int MANY = 1 << 20;

    @Test
    void longerStripsAreNeverSlower() {
        double last = 0;
        for (long bytes = 1; bytes < 20_000; bytes++) {
            assertThat(StripCost.speed(bytes)).isBetween(last, 1.0);
            last = StripCost.speed(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({"512,0.5,true", "512,0.6,false", "256,0.5,false", "4096,0.9,true", "4096,0.95,false", "64,0.1,true"})
    void stripsPayWhenTheyTakeLessTimeThanAllColumns(long bytes, double density, boolean pays) {
        assertThat(StripCost.pays(bytes, MANY, density)).isEqualTo(pays);
    }

    @Test
    void stripsOfAMatrixInACacheAlwaysPay() {
        assertThat(StripCost.pays(64, 100, 0.9)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"4096,4096,4", "16384,4096,1", "4096,256,1", "4096,257,4"})
    void channelsAreCutIntoPartsWhereStripsAreShortAndManyEnough(long bytes, int channels, int parts) {
        assertThat(StripCost.parts(bytes, channels)).isEqualTo(parts);
    }
}
