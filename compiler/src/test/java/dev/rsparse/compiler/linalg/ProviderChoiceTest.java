package dev.rsparse.compiler.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProviderChoiceTest {

    @Test
    void isMadeOnce() {
        assertThat(ProviderChoice.once()).isSameAs(ProviderChoice.once());
    }

    @Test
    void reasonNamesTheProvider() {
        ProviderChoice choice = ProviderChoice.once();
        switch (choice.algebra()) {
            case OpenBlasAlgebra ignored ->
                assertThat(choice.reason()).matches("OpenBLAS: its natives for \\S+ loaded");
            case JavaAlgebra ignored -> assertThat(choice.reason()).startsWith("plain Java: ");
        }
    }
}
