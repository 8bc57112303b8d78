package dev.rsparse.compiler.onnx.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExtentTest {

    private static final Extent A = Extent.symbol("a");
    private static final Extent B = Extent.symbol("b");

    private static Extent number(long value) {
        return Extent.of(value);
    }

    @Test
    void isEqualHoweverItWasComputed() {
        assertThat(A.plus(B).times(A)).isEqualTo(A.times(A).plus(B.times(A)));
        assertThat(A.plus(number(3)).minus(A)).isEqualTo(number(3));
        assertThat(A.minus(A)).isEqualTo(number(0));
    }

    @Test
    void isDividedWhereNothingIsLeftOver() {
        assertThat(A.times(B).times(number(6)).dividedBy(B.times(number(2)))).contains(A.times(number(3)));
        assertThat(A.plus(B).dividedBy(A.plus(B))).contains(number(1));
        assertThat(A.times(number(3)).dividedBy(number(2))).isEmpty();
        assertThat(A.dividedBy(B)).isEmpty();
        assertThat(A.plus(number(1)).dividedBy(A)).isEmpty();
    }

    @Test
    void isNotDividedByZero() {
        assertThat(A.dividedBy(number(0))).isEmpty();
        assertThat(number(0).dividedBy(number(0))).isEmpty();
    }

    @Test
    void knowsWhenSymbolsDoNotMatter() {
        assertThat(A.minus(A).plus(number(2)).isFixed()).isTrue();
        assertThat(A.isFixed()).isFalse();
        assertThatThrownBy(A::number).hasMessage("a is no number");
        assertThat(Extent.product(List.of())).isEqualTo(number(1));
    }

    @Test
    void isNeverNegativeWhenNoTermIs() {
        assertThat(A.plus(number(1)).isNeverNegative()).isTrue();
        assertThat(A.minus(number(1)).isNeverNegative()).isFalse();
    }

    @Test
    void isPrintedAsASum() {
        assertThat(A.times(B).times(number(2)).plus(A).minus(number(1))).hasToString("-1 + a + 2*a*b");
        assertThat(number(0)).hasToString("0");
    }
}
