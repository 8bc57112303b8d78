package dev.rsparse.compiler.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadTeamTest {

    private static final long MEGABYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsAllOfTheMemory(int threads) {
        try (ReadTeam team = new ReadTeam(32 * MEGABYTE, threads)) {
            assertThat(team.bytes(1)).isEqualTo(32 * MEGABYTE);
            assertThat(team.bytes(8)).isEqualTo(32 * MEGABYTE);
            assertThat(team.seconds(1)).isPositive();
            assertThat(team.seconds(8)).isPositive();
            assertThat(team.sum()).isZero();
        }
    }

    @Test
    void theMemoryIsLargerThanTheCaches() {
        assertThat(ReadTeam.bytes(new Machine("x", 2, 0, "x", 512))).isEqualTo(1024 * MEGABYTE);
        assertThat(ReadTeam.bytes(new Machine("x", 2, 500 * MEGABYTE, "x", 512)))
                .isEqualTo(1500 * MEGABYTE);
    }
}
