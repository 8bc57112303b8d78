package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

    /// Worked by hand: `256 * .5 * .95 = 121.6`; `(32768 - 121 * 256) / 512 = 3.5`; and so on.
    @ParameterizedTest
    @CsvSource({
        "256, 256, 0.5, 0.95, 121, 3",
        "256, 704, 0.5, 0.95, 121, 5",
        "704, 256, 0.5, 0.95, 334, 4",
        "256, 128, 0.5, 0.95, 121, 2",
        "4096, 1024, 0.5, 0.95, 1945, 20",
        "4096, 14336, 0.5, 0.9, 1843, 159",
        "256, 256, 0.5, 1, 128, 0",
        "256, 256, 0.4, 0.7, 107, 23",
        "256, 256, 0, 0.5, 128, 64",
        "256, 256, 0.5, 0, 1, 63",
        "256, 256, 1, 0.5, 1, 1",
        "1, 1, 0.5, 0.5, 1, 1",
        "3, 5, 0.9, 0.9, 1, 1",
    })
    void channelsAndRankAreThePapers(int in, int out, double sparsity, double split, int channels, int rank) {
        Budget budget = Budget.of(in, out, sparsity, split);
        assertThat(budget.channels()).isEqualTo(channels);
        assertThat(budget.rank()).isEqualTo(rank);
    }

    @Test
    void quantileIsWhatTheChannelsLeave() {
        assertThat(Budget.of(256, 256, 0.5, 0.95).quantile()).isEqualTo(1 - 0.5 * 0.95);
        assertThat(Budget.of(256, 256, 0, 1).quantile()).isEqualTo(0);
        assertThat(Budget.of(256, 256, 0.5, 0).quantile()).isEqualTo(1);
    }

    @Test
    void nominalKeptShareCountsChannelsAndFactors() {
        assertThat(Budget.of(256, 256, 0.5, 1).nominalKeptShare()).isEqualTo(0.5);
        assertThat(Budget.of(256, 256, 0.5, 0.95).nominalKeptShare())
                .isCloseTo(0.475 + 3 * 512 / 65536.0, within(1e-15));
    }

    @Test
    void explicitRankReplacesThePapers() {
        Budget budget = Budget.of(256, 256, 0.5, 1, OptionalInt.of(64));
        assertThat(budget.channels()).isEqualTo(128);
        assertThat(budget.rank()).isEqualTo(64);
        assertThat(budget.nominalKeptShare()).isEqualTo(1.0);
        assertThat(Budget.of(256, 256, 0.5, 0.95, OptionalInt.of(0)).rank()).isZero();
    }

    @Test
    void elementCountsBeyondAnIntDoNotOverflow() {
        assertThat(Budget.of(100_000, 100_000, 0.5, 0.5).rank()).isEqualTo(12_500);
    }

    @Test
    void refusesArgumentsOutsideTheirRange() {
        refuses(0, 4, 0.5, 1, OptionalInt.empty(), "a linear of shape [4,0] has nothing to thin");
        refuses(4, 4, 1.5, 1, OptionalInt.empty(), "sparsity 1.5 is not in 0..1");
        refuses(4, 4, Double.NaN, 1, OptionalInt.empty(), "sparsity NaN is not in 0..1");
        refuses(4, 4, 0.5, -0.1, OptionalInt.empty(), "split -0.1 is not in 0..1");
        refuses(4, 8, 0.5, 1, OptionalInt.of(5), "rank 5 is not in 0..4 for a linear of shape [8,4]");
        refuses(4, 8, 0.5, 1, OptionalInt.of(-1), "rank -1 is not in 0..4 for a linear of shape [8,4]");
    }

    private static void refuses(int in, int out, double sparsity, double split, OptionalInt rank, String message) {
        assertThatThrownBy(() -> Budget.of(in, out, sparsity, split, rank))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
