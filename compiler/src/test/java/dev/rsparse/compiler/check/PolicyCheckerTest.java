package dev.rsparse.compiler.check;

import static dev.rsparse.compiler.check.Policies.policy;
import static dev.rsparse.compiler.check.Policies.site;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What the rules of a policy come to for each linear.
class PolicyCheckerTest {

    @Test
    void readsEveryProperty() {
        SitePolicy policy =
                site("default { rsparse; sparsity 40%; split 0.9; rank 8; phase all; score magnitude; }", "layer[0].q");
        assertThat(policy.sparsity()).isEqualTo(0.4);
        assertThat(policy.split()).isEqualTo(0.9);
        assertThat(policy.rank()).isEqualTo(OptionalInt.of(8));
        assertThat(policy.phase()).isEqualTo(Phase.ALL);
        assertThat(policy.gamma()).isEqualTo(0);
    }

    @Test
    void scoresByColumnNormWhenARankIsGiven() {
        SitePolicy policy = site("default { rsparse; sparsity 40%; rank 8; }", "layer[0].q");
        assertThat(policy.gamma()).isEqualTo(1);
    }

    @Test
    void skipsColumnsUnlessRowsAreAskedFor() {
        String rules = "default { rsparse; sparsity 50%; } select layer[0].up { skip rows; gamma 1; }";
        assertThat(site(rules, "layer[1].up").skip()).isEqualTo(Skip.COLUMNS);
        assertThat(site(rules, "layer[0].up").skip()).isEqualTo(Skip.ROWS);
        assertThat(site(rules, "layer[0].up").gamma()).isEqualTo(1);
    }

    @Test
    void masksAreSharedWhereALaterRuleDoesNotTakeItBack() {
        String rules = "default { rsparse; sparsity 40%; mask shared; } select layer[*].k { mask own; sparsity 20%; }";
        assertThat(site(rules, "layer[0].q").sharedMask()).isTrue();
        assertThat(site(rules, "layer[0].k").sharedMask()).isFalse();
    }

    @Test
    void aMaskIsSharedByWhatReadsOneValue() {
        String rules = "select layer[0].* { rsparse; sparsity 40%; mask shared; } select layer[0].v { dense; }";
        Graph graph = Sources.model(Sources.quill(), TestCheckpoint.quill()).graph();
        assertThat(SharedMasks.groups(graph, policy(rules).sites()))
                .containsExactly(List.of("layer[0].q", "layer[0].k"), List.of("layer[0].gate", "layer[0].up"));
    }

    @Test
    void gammaGivesTheExponentThatAScoreLeavesOpen() {
        assertThat(site("default { rsparse; sparsity 40%; gamma 0.5; }", "layer[0].q")
                        .gamma())
                .isEqualTo(0.5);
        assertThat(site("default { rsparse; sparsity 40%; rank 8; gamma 0; }", "layer[0].q")
                        .gamma())
                .isEqualTo(0);
        assertThat(site("default { rsparse; sparsity 40%; score column_norm; gamma 2; }", "layer[0].q")
                        .gamma())
                .isEqualTo(2);
    }

    @Test
    void aPolicyMayAskForTheRotationWithoutThinningAnything() {
        CheckedPolicy policy = policy("rotate residual; default { dense; }");
        assertThat(policy.rotated()).isTrue();
        assertThat(policy.isDense()).isTrue();
    }

    @Test
    void aPolicyMayKeepTheFirstTokenDense() {
        assertThat(policy("first dense; default { dense; }").firstDense()).isTrue();
        assertThat(policy("default { dense; }").firstDense()).isFalse();
    }

    @Test
    void aPolicyThatDoesNotAskIsNotRotated() {
        assertThat(policy("default { dense; }").rotated()).isFalse();
    }

    @Test
    void denseInALaterRuleTakesALinearOut() {
        String rules = "default { rsparse; sparsity 50%; } select layer[0].* { dense; }";
        assertThat(site(rules, "layer[0].q").sparse()).isFalse();
        assertThat(site(rules, "layer[1].q").sparse()).isTrue();
    }

    @Test
    void countsWhatIsAssertedOverTheThinnedLinears() {
        String rules = "select layer[*].{q,o} { rsparse; sparsity 40%; } select layer[0].q { rank 16; } "
                + "select head { rsparse; sparsity 10%; } assert sites == 2 * L + 1, ";
        // 16 linears of 256 x 256, one of them with factors of rank 16 beside its channels, and the head.
        double thinned = 16 * 65_536 + 4096 * 256;
        double left = 0.4 * 16 * 65_536 - 16 * 512 + 0.1 * 4096 * 256;
        String mean = String.format(Locale.ROOT, "%.12f", left / thinned);
        double covered = 8 * (2 * 65_536 + 2 * 32_768 + 3 * 704 * 256) + 4096 * 256;
        String kept = String.format(Locale.ROOT, "%.12f", 1 - left / covered);
        assertThat(policy(rules + "mean sparsity == " + mean + ", kept bytes == " + kept + ";")
                        .assertions())
                .hasSize(3);
    }

    @Test
    void aPolicyThatThinsNothingReadsEverything() {
        assertThat(policy("default { dense; } assert sites == 0, mean sparsity <= 0%, kept bytes >= 100%;")
                        .thinned())
                .isEmpty();
    }
}
