package dev.rsparse.compiler.tune;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MonotoneTest {

    @Test
    void pointsThatFallAreEvenedOut() {
        assertThat(Monotone.rising(new double[] {0, 3, 1, 2, 5})).containsExactly(0, 2, 2, 2, 5);
    }

    @Test
    void pointsThatRiseStay() {
        assertThat(Monotone.rising(new double[] {0, 1, 1, 4})).containsExactly(0, 1, 1, 4);
    }

    @Test
    void pointsNotMeasuredStayOut() {
        double none = Double.POSITIVE_INFINITY;
        assertThat(Monotone.rising(new double[] {0, none, 4, none, 2})).containsExactly(0, none, 3, none, 3);
    }
}
