package dev.rsparse.compiler.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.EvalResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossGroupTest {

    private static List<LossGroup> groups(EvalResult... results) {
        return LossGroup.of(List.of(results), _ -> true);
    }

    @Test
    void resultsOfOneTextAndPhaseStandTogether() {
        assertThat(groups(
                        Reports.result("half", "b.u16", "all", 0.5, 4),
                        Reports.result("half", "a.u16", "decode", 0.5, 4),
                        Reports.result("half", "a.u16", "all", 0.5, 4),
                        Reports.result("ranked", "a.u16", "all", 0.4, 5)))
                .extracting(group -> group.key().text() + " " + group.key().phase() + " "
                        + group.points().size())
                .containsExactly("a.u16 all 2", "a.u16 decode 1", "b.u16 all 1");
    }

    @Test
    void orderOfTheResultsDoesNotMatter() {
        EvalResult one = Reports.result("half", "a.u16", "all", 0.5, 4);
        EvalResult other = Reports.result("ranked", "a.u16", "all", 0.5, 5);
        assertThat(groups(one, other)).isEqualTo(groups(other, one));
    }

    @Test
    void lossIsTakenAgainstTheDenseModel() {
        LossGroup group = groups(
                        Reports.result("half", "a.u16", "all", 0.5, 4), Reports.result("dense", "a.u16", "all", 1, 3.5))
                .getFirst();
        assertThat(group.points()).extracting(group::loss).containsExactly(Optional.empty(), Optional.of(0.5));
    }

    @Test
    void twoDenseLossesAreNoReference() {
        LossGroup group = groups(
                        Reports.result("half", "a.u16", "all", 0.5, 4),
                        Reports.result("dense", "a.u16", "all", 1, 3.5),
                        Reports.result("dense", "a.u16", "all", 1, 3.6))
                .getFirst();
        assertThat(group.denseLoss()).isEmpty();
        assertThat(group.points()).extracting(group::loss).containsOnly(Optional.empty());
    }
}
