package dev.rsparse.compiler.onnx.lift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6 6 6 | window = 6",
                "6 0 | window = i < 1 ? 6 : 0",
                "6 6 6 0 0 | window = i < 3 ? 6 : 0",
                "6 0 6 0 6 | window = mod(i, 2) == 1 ? 0 : 6",
                "6 6 0 6 6 0 | window = mod(i, 3) == 2 ? 0 : 6",
                "0 6 0 0 9 0 | window = i == 1 ? 6 : i == 4 ? 9 : 0"
            })
    void aSettingIsChosenByTheLayer(String windows, String text) {
        assertThat(LayerSettings.texts(Arrays.stream(windows.split(" "))
                        .map(window -> List.of("window = " + window))
                        .toList()))
                .containsExactly(text);
    }

    @Test
    void whatIsUsualIsNotSaid() {
        assertThat(LayerSettings.texts(List.of(List.of("heads = 2", "window = 0"), List.of("heads = 2", "window = 0"))))
                .containsExactly("heads = 2");
    }

    @Test
    void layersAreAlikeWhateverTheirWindows() {
        assertThat(LayerSettings.signature("window = 6")).isEqualTo(LayerSettings.signature("window = 0"));
        assertThat(LayerSettings.signature("heads = 6")).isNotEqualTo(LayerSettings.signature("heads = 4"));
        assertThat(LayerSettings.signature("0.5")).isNotEqualTo(LayerSettings.signature("0.25"));
    }
}
