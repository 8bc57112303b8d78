package dev.rsparse.compiler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static double[] times(int count, double seconds) {
        return DoubleStream.generate(() -> seconds).limit(count).toArray();
    }

    private static WarmUp of(double[]... parts) {
        return new WarmUp(Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray());
    }

    @Test
    void endsWhereTheFirstFastTokensBegin() {
        WarmUp warmUp = of(times(20, 0.5), times(40, 0.01));
        assertThat(warmUp.secondsToPeak(100)).isCloseTo(10, within(1e-9));
    }

    @Test
    void takesNinetyPercentOfTheSpeedForFast() {
        WarmUp warmUp = of(times(20, 0.5), times(40, 0.011), times(40, 0.01));
        assertThat(warmUp.secondsToPeak(100)).isCloseTo(10, within(1e-9));
        assertThat(warmUp.secondsToPeak(102)).isGreaterThan(10.2);
    }

    @Test
    void isAllOfItWhereNoTokenWasFast() {
        assertThat(of(times(40, 0.5)).secondsToPeak(100)).isCloseTo(20, within(1e-9));
    }

    @Test
    void isNothingForAModelThatIsFastAtOnce() {
        assertThat(of(times(40, 0.01)).secondsToPeak(100)).isZero();
    }

    @Test
    void goesOnUntilEveryMethodIsCompiled() {
        assertThat(WarmUp.run(() -> 0.001).seconds()).hasSizeBetween(Rounds.COMPILED, Rounds.COMPILED + 16);
    }

    @Test
    void endsAfterSecondsEnough() {
        assertThat(WarmUp.run(() -> 0.5).seconds()).hasSize(32);
    }

    @Test
    void endsAfterAMinuteWhateverTheSpeed() {
        double[] next = {1};
        assertThat(WarmUp.run(() -> next[0] *= 0.99).seconds().length).isLessThan(Rounds.COMPILED);
    }
}
