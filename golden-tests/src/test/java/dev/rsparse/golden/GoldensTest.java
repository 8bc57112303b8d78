package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoldensTest {

    private static final String GOLDEN = "=== graph\ng\n\n=== values\nprompt 3: 0.1000 -2.0000\n";

    @Test
    void lastDigitsOfValuesMayDiffer() {
        assertThat(Goldens.settled(GOLDEN.replace("0.1000", "0.1001"), GOLDEN)).isEqualTo(GOLDEN);
    }

    @Test
    void otherValuesDiffer() {
        assertThat(Goldens.settled(GOLDEN.replace("0.1000", "0.1009"), GOLDEN)).isNotEqualTo(GOLDEN);
    }

    @Test
    void otherWordsAmongTheValuesDiffer() {
        assertThat(Goldens.settled(GOLDEN.replace("prompt 3", "prompt 4"), GOLDEN))
                .isNotEqualTo(GOLDEN);
    }

    @Test
    void missingValuesDiffer() {
        assertThat(Goldens.settled(GOLDEN.replace(" -2.0000", ""), GOLDEN)).isNotEqualTo(GOLDEN);
    }

    @Test
    void otherTextBeforeTheValuesDiffers() {
        assertThat(Goldens.settled(GOLDEN.replace("\ng\n", "\nh\n"), GOLDEN)).isNotEqualTo(GOLDEN);
    }

    @Test
    void zeroHasNoSign() {
        assertThat(Goldens.decimal(-1e-9f)).isEqualTo("0.0000");
    }
}
