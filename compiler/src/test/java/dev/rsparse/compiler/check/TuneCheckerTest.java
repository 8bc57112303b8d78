package dev.rsparse.compiler.check;

import static dev.rsparse.compiler.check.Policies.policy;
import static dev.rsparse.compiler.check.Policies.site;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.Thinning.Skip;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What a policy leaves to a search, and the text that it is measured on.
class TuneCheckerTest {

    private static TuneSpec tune(String clauses) {
        return policy("default { rsparse; } select head { dense; } tune layer[*].* { " + clauses + " }")
                .tune()
                .orElseThrow();
    }

    @Test
    void readsEveryClauseOfTune() {
        TuneSpec tune = tune("search sparsity in 10%..80%, split in {1.0, 0.95} budget mean 30% objective perplexity "
                + "by evolve; skip in {columns};");
        assertThat(tune.sites()).hasSize(56).startsWith("layer[0].q").endsWith("layer[7].down");
        assertThat(tune.lowest()).isEqualTo(0.1);
        assertThat(tune.highest()).isEqualTo(0.8);
        assertThat(tune.splits()).containsExactly(1.0, 0.95);
        assertThat(tune.skips()).containsExactly(Skip.COLUMNS);
        assertThat(tune.budget()).isEqualTo(0.7);
        assertThat(tune.meanSparsity()).isEqualTo(0.3);
        assertThat(tune.objective()).isEqualTo(TuneSpec.Objective.PERPLEXITY);
        assertThat(tune.search()).isEqualTo(TuneSpec.Search.EVOLVE);
    }

    @Test
    void tuneNeedsABudgetAlone() {
        TuneSpec tune = tune("budget mean 50%;");
        assertThat(tune.lowest()).isEqualTo(0);
        assertThat(tune.highest()).isEqualTo(0.9);
        assertThat(tune.splits()).containsExactly(1.0);
        assertThat(tune.skips()).containsExactly(Skip.COLUMNS, Skip.ROWS);
        assertThat(tune.objective()).isEqualTo(TuneSpec.Objective.KL);
        assertThat(tune.search()).isEqualTo(TuneSpec.Search.ALLOCATE);
    }

    @Test
    void tuneSkipsRowsOnlyWhereThereAreSome() {
        String rules = "default { rsparse; sparsity 50%; } tune layer[*].{q,k} { budget mean 50%; }";
        assertThat(policy(rules).tune().orElseThrow().skips()).containsExactly(Skip.COLUMNS);
    }

    @Test
    void tunedLinearsWithoutASparsityStartAtTheMean() {
        String rules = "select layer[*].* { rsparse; } select layer[0].q { sparsity 20%; } "
                + "tune op(linear) in layer[*] { budget mean 45%; }";
        assertThat(site(rules, "layer[0].q").sparsity()).isEqualTo(0.2);
        assertThat(site(rules, "layer[1].q").sparsity()).isEqualTo(0.45);
    }

    @Test
    void whatASearchDecidesIsNotCheckedBeforeIt() {
        String rules = "select layer[*].* { rsparse; } tune layer[*].* { budget mean 50%; } "
                + "assert sites == 56, mean sparsity == 10%;";
        assertThat(policy(rules).assertions()).hasSize(2);
    }

    private static CalibrateSpec calibration(String statement) {
        return policy(statement + " default { dense; }").calibration().orElseThrow();
    }

    @Test
    void readsWhatTextIsMeasured() {
        CalibrateSpec named = calibration("calibrate from \"texts/calib.u16\" samples 4 tokens 64 seed 7;");
        assertThat(named.windows()).isEqualTo(4);
        assertThat(named.windowLength()).isEqualTo(64);
        assertThat(named.seed()).isEqualTo(7);
        assertThat(named.holdsTokens()).isTrue();
        assertThat(named.resolve(Path.of("models", "m.rsp"))).isEqualTo(Path.of("models", "texts", "calib.u16"));
    }

    @Test
    void calibrateNeedsAFileAlone() {
        CalibrateSpec named = calibration("calibrate from \"calib.txt\";");
        assertThat(named.windows()).isEqualTo(16);
        assertThat(named.windowLength()).isEqualTo(512);
        assertThat(named.seed()).isEqualTo(0);
        assertThat(named.holdsTokens()).isFalse();
    }
}
