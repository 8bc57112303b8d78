package dev.rsparse.compiler.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.0 0.2 0.4 0.6 0.8 1.0",
        "3.44, 4.17, 3.6 3.8 4.0",
        "46.2, 49.5, 47 48 49",
        "-0.06, 0.67, 0.0 0.2 0.4 0.6",
        "0, 704, 0 200 400 600",
        "3.5, 3.51, 3.500 3.502 3.504 3.506 3.508 3.510"
    })
    void ticksAreRound(double low, double high, String expected) {
        List<String> ticks = new Scale(low, high, 0, 100)
                .ticks().stream().map(Scale.Tick::text).toList();
        assertThat(String.join(" ", ticks)).isEqualTo(expected);
    }

    @Test
    void valuesThatAreAlikeGetAnAxisAllTheSame() {
        Scale scale = Scale.over(List.of(4.0, 4.0), 0.5, 0, 100);
        assertThat(scale.at(4)).isEqualTo(50);
        assertThat(scale.high() - scale.low()).isEqualTo(0.5);
    }

    @Test
    void leavesRoomAtBothEnds() {
        Scale scale = Scale.over(List.of(1.0, 2.0), 0.1, 100, 0);
        assertThat(scale.at(1)).isLessThan(100);
        assertThat(scale.at(2)).isGreaterThan(0);
    }
}
