package dev.rsparse.compiler.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.report.LabelPlacer.Anchor;
import dev.rsparse.compiler.report.LabelPlacer.Box;
import dev.rsparse.compiler.report.LabelPlacer.Label;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelPlacerTest {

    private static final Box PLOT = new Box(0, 0, 400, 250);

    private static List<Label> place(List<Anchor> anchors) {
        return new LabelPlacer(PLOT).place(anchors);
    }

    @Test
    void aLabelAloneStandsRightBesideItsPoint() {
        Label label = place(List.of(new Anchor(100, 100, "half"))).getFirst();
        assertThat(label.led()).isFalse();
        assertThat(label.box().left()).isGreaterThan(100).isLessThan(115);
        assertThat(label.box().middle()).isEqualTo(100);
    }

    @Test
    void aLabelAtTheRightEdgeStandsOnTheOtherSide() {
        assertThat(place(List.of(new Anchor(395, 100, "half"))).getFirst().box().right())
                .isLessThan(395);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void labelsOfCrowdedPointsCoverNothingAndStayInside(long seed) {
        Random random = new Random(seed);
        List<Anchor> anchors = Stream.generate(
                        () -> new Anchor(180 + random.nextDouble(40), 100 + random.nextDouble(40), "teal50"))
                .limit(10)
                .toList();
        List<Label> labels = place(anchors);
        for (int i = 0; i < labels.size(); i++) {
            Box box = labels.get(i).box();
            assertThat(PLOT.holds(box)).isTrue();
            for (int j = 0; j < i; j++) {
                assertThat(box.shared(labels.get(j).box())).isZero();
            }
            for (Anchor anchor : anchors) {
                assertThat(box.shared(new Box(anchor.x() - 3, anchor.y() - 3, anchor.x() + 3, anchor.y() + 3)))
                        .isZero();
            }
        }
    }

    @Test
    void staysOffWhatIsTaken() {
        LabelPlacer placer = new LabelPlacer(PLOT);
        Box line = new Box(0, 98, 400, 102);
        placer.avoid(line);
        assertThat(placer.place(List.of(new Anchor(100, 105, "half")))
                        .getFirst()
                        .box()
                        .shared(line))
                .isZero();
    }
}
