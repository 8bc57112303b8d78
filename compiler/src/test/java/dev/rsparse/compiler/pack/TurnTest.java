package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class TurnTest {

    private static final int TO = 5;

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 40", "16, 16", "17, 33", "32, 48", "64, 31", "61, 7", "15, 15"})
    void everyNumberOfARowStandsInItsColumn(int rows, int columns) {
        int stride = columns + 2;
        int pitch = rows + 3;
        float[] from = new float[rows * stride];
        for (int i = 0; i < from.length; i++) {
            from[i] = i + 1;
        }
        float[] expected = new float[TO + columns * pitch];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                expected[TO + c * pitch + r] = from[r * stride + c];
            }
        }
        float[] into = new float[expected.length];
        new Turn().turn(from, stride, rows, columns, into, TO, pitch);
        assertThat(into).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 32, 4096, 28672})
    void rowsLieAnOddNumberOfCacheLinesApart(int length) {
        int pitch = Turn.pitch(length);
        assertThat(pitch).isBetween(length, length + 31);
        assertThat(pitch % 32).isEqualTo(16);
    }
}
