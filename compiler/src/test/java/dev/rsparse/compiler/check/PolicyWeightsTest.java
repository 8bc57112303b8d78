package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.StripLayout;
import org.junit.jupiter.api.Test;

class PolicyWeightsTest {

    private static final String TWO_TABLES = """
            rsp 1;
            model Small(ids: i32[T]) -> (out: f32[T,V]) {
              dim T;
              param V = 16;
              weights from safetensors("*.safetensors") {
                tokens = "tokens";
                places = "places";
                w      = "w";
                b      = "b";
              }
              graph {
                x = gather(tokens, ids) + positions(places, ids, offset = 2);
                turned = linear(x, w, b);
                out = linear(turned, tokens);
              }
            }
            """;

    private static CheckedModel model(String policy) {
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        checkpoint.tensors().clear();
        checkpoint
                .tensor("tokens", 16, 8)
                .tensor("places", 32, 8)
                .tensor("w", 8, 8)
                .tensor("b", 8);
        return Sources.model(TWO_TABLES + policy, checkpoint);
    }

    private static CheckedPolicy policy(String rules) {
        return model("policy one { " + rules + " }").policies().get("one");
    }

    @Test
    void tablesAreThoseOfTokensAndOfPositions() {
        assertThat(PolicyWeights.of(model("").graph()).tables()).containsOnlyKeys("tokens", "places");
    }

    @Test
    void aTableOfPositionsIsStoredAsItsRuleSays() {
        assertThat(policy("select places { weights q8; }").formats())
                .containsOnlyKeys("places")
                .containsEntry("places", StripLayout.Q8);
        assertThat(policy("default { weights q8; }").formats()).containsOnlyKeys("tokens", "places", "w");
    }

    @Test
    void aTableThatIsAlsoAHeadHasOneFormat() {
        assertThat(policy("default { weights q8; } select tokens { weights q4; }")
                        .formats())
                .containsEntry("tokens", StripLayout.Q4)
                .containsEntry("places", StripLayout.Q8);
    }

    @Test
    void aLinearIsCalledLikeTheValueThatTheSourceNamesBiasAndAll() {
        assertThat(PolicyWeights.of(model("").graph()).names().get("w")).containsExactly("turned");
    }

    @Test
    void tellsWhatEachBlockReaches() {
        assertThat(policy("select places { weights q8; } default { dense; } select node(\"turned\") { dense; }")
                        .reaches())
                .extracting(reach -> reach.word() + " " + reach.paths())
                .containsExactly("default [w, tokens]", "select [places]", "select [w]");
    }
}
