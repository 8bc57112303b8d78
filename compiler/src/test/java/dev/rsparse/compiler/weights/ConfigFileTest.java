package dev.rsparse.compiler.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.io.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path folder;

    private ConfigFile config(String json) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve(ConfigFile.NAME), json));
    }

    @Test
    void readsTheExampleModel() {
        ConfigFile config = ConfigFile.read(Path.of("../examples/quill/config.json"));

        assertThat(config.find("hidden_size")).contains(256L);
        assertThat(config.find("rms_norm_eps")).contains(1e-5);
        assertThat(config.find("tie_word_embeddings")).contains(true);
        assertThat(config.find("model_type")).contains("llama");
        assertThat(config.find("rope_theta")).contains(10000.0);
        assertThat(config.find("rope_parameters.rope_type")).contains("default");
    }

    @Test
    void prefersTheOlderPlaceOfRopeTheta() throws IOException {
        assertThat(config("{\"rope_theta\": 5, \"rope_parameters\": {\"rope_theta\": 7}}")
                        .find("rope_theta"))
                .contains(5L);
    }

    @Test
    void looksPastANullRopeTheta() throws IOException {
        assertThat(config("{\"rope_theta\": null, \"rope_parameters\": {\"rope_theta\": 7}}")
                        .find("rope_theta"))
                .contains(7L);
    }

    @Test
    void stepsThroughSeveralObjects() throws IOException {
        assertThat(config("{\"a\": {\"b\": {\"c\": 1}}}").find("a.b.c")).contains(1L);
    }

    @Test
    void findsNoValueInNullsObjectsAndLists() throws IOException {
        ConfigFile config = config("{\"n\": null, \"o\": {}, \"l\": [1]}");

        for (String key : new String[] {"n", "o", "l", "o.x", "n.x", "l.1", "l.x", "absent", "absent.x", "", "."}) {
            assertThat(config.find(key)).as(key).isEmpty();
        }
    }

    @Test
    void findsElementsOfListsByNumber() throws IOException {
        ConfigFile config = config("{\"architectures\": [\"A\", \"B\"], \"deep\": {\"l\": [1, [2]]}}");

        assertThat(config.find("architectures.1")).contains("B");
        assertThat(config.find("deep.l.0")).contains(1L);
        assertThat(config.find("deep.l.1")).isEmpty();
    }

    @Test
    void namesTheMissingFile() {
        Path path = folder.resolve(ConfigFile.NAME);

        assertThatThrownBy(() -> ConfigFile.read(path))
                .isInstanceOf(WeightFileException.class)
                .hasMessageStartingWith(path + ": no such file");
    }

    @Test
    void saysWhereTheJsonBreaks() {
        assertThatThrownBy(() -> config("{\"a\": }")).hasMessageContaining("found '}' at line 1, column 7");
    }

    @Test
    void refusesOtherThanAnObject() {
        assertThatThrownBy(() -> config("[1]")).hasMessageContaining("expected a JSON object");
    }
}
