package dev.rsparse.compiler.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    private static final List<String> TENSORS =
            List.of("model.layers.0.mlp.up_proj.weight", "model.layers.0.mlp.down_proj.weight", "lm_head.weight");

    @Test
    void findsTheNameThatAGlobWouldMatchButForASlip() {
        assertThat(Suggestion.nearestToGlob("*.upproj.weight", TENSORS)).contains(TENSORS.get(0));
        assertThat(Suggestion.nearestToGlob("model.layer.*.mlp.down?proj.weight", TENSORS))
                .contains(TENSORS.get(1));
        assertThat(Suggestion.nearestToGlob("lm_haed.weight", TENSORS)).contains(TENSORS.get(2));
    }

    @Test
    void aGlobThatIsFarFromAllHasNoNearest() {
        assertThat(Suggestion.nearestToGlob("*.attention.query", TENSORS)).isEmpty();
        assertThat(Suggestion.nearestToGlob("*.q", TENSORS)).isEmpty();
        assertThat(Suggestion.nearestToGlob("*", TENSORS)).isEmpty();
    }
}
