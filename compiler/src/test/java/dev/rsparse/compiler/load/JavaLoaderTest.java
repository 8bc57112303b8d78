package dev.rsparse.compiler.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JavaLoaderTest {

    @Test
    void compilesASoundClass() {
        assertThat(JavaLoader.compile("Sound", "final class Sound { static final int ONE = 1; }"))
                .containsOnlyKeys("Sound");
    }

    @Test
    void givesNestedClassesTheirBinaryNames() {
        assertThat(JavaLoader.compile("p.Outer", "package p; class Outer { static final class Inner {} }"))
                .containsOnlyKeys("p.Outer", "p.Outer$Inner");
    }

    @Test
    void refusesSourceThatDoesNotCompile() {
        assertThatThrownBy(() -> JavaLoader.compile("Broken", "final class Broken { int x = \"one\"; }"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("emitted source does not compile cleanly: ")
                .hasMessageContaining("incompatible types");
    }

    @Test
    void refusesSourceThatCompilesWithAWarning() {
        String source = "final class Warned { final int x = (int) 1; }";
        assertThatThrownBy(() -> JavaLoader.compile("Warned", source))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("redundant cast to int");
    }
}
