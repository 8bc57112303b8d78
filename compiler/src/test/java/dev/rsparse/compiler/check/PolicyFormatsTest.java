package dev.rsparse.compiler.check;

import static dev.rsparse.compiler.check.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.StripLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How a policy has weights stored.
class PolicyFormatsTest {

    @Test
    void theLaterRuleForHowAWeightIsStoredWinsWhateverElseRulesSay() {
        CheckedPolicy policy = policy("default { dense; weights q8; } select op(linear) in layer[0..2] { weights f16; }"
                + " select layer[*].q { rsparse; sparsity 50%; weights q4; } select layer[1].q { sparsity 40%; }");
        assertThat(policy.formats())
                .containsEntry("layer[0].k", StripLayout.F16)
                .containsEntry("layer[1].q", StripLayout.Q4)
                .containsEntry("layer[2].k", StripLayout.Q8)
                .containsEntry("embed", StripLayout.Q8);
        assertThat(policy.sites().get("layer[1].q").sparsity()).isEqualTo(0.4);
    }

    @Test
    void weightsThatNoRuleSpeaksOfAreStoredAsTheTargetSays() {
        CheckedPolicy policy = policy("default { dense; } select layer[*].down { weights q8; }");
        assertThat(policy.formats()).hasSize(8).containsEntry("layer[0].down", StripLayout.Q8);
        assertThat(policy.formats().keySet()).allMatch(path -> path.endsWith(".down"));
        assertThat(policy.isDense()).isTrue();
        assertThat(policy("default { dense; }").formats()).isEmpty();
    }

    @Test
    void anOperationReachesNoEmbedding() {
        assertThat(policy("default { dense; } select op(linear) in layer[*] { weights q8; }")
                        .formats())
                .doesNotContainKeys("embed", "head");
    }

    @Test
    void anEmbeddingAndAHeadOfOneTensorAreStoredAsTheLaterRuleForEitherSays() {
        assertThat(policy("default { dense; } select head { weights q8; } select embed { weights q4; }")
                        .formats())
                .containsOnly(Map.entry("embed", StripLayout.Q4), Map.entry("head", StripLayout.Q4));
        assertThat(policy("default { dense; } select {embed,norm} { weights q4; } select head { weights q8; }")
                        .formats())
                .containsOnly(Map.entry("embed", StripLayout.Q8), Map.entry("head", StripLayout.Q8));
    }
}
