package dev.rsparse.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

class RequirementsTest {

    @Test
    void readsNamesAndValues() throws MojoFailureException {
        assertThat(Requirements.parse("version=25,vendor = temurin"))
                .isEqualTo(Map.of("version", "25", "vendor", "temurin"));
    }

    @Test
    void aVersionMayBeARange() throws MojoFailureException {
        assertThat(Requirements.parse("version=[25,27),vendor=temurin"))
                .isEqualTo(Map.of("version", "[25,27)", "vendor", "temurin"));
    }

    @Test
    void nothingAsksForNothing() throws MojoFailureException {
        assertThat(Requirements.parse(null)).isEmpty();
        assertThat(Requirements.parse(" ")).isEmpty();
    }

    @Test
    void refusesWhatHasNoValue() {
        assertThatThrownBy(() -> Requirements.parse("25"))
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("rsparse.jdkToolchain: expected NAME=VALUE,NAME=VALUE, such as version=25, found 25");
    }
}
