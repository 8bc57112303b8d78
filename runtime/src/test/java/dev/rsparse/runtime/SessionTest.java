package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.CountingModel.Room;
import dev.rsparse.runtime.CountingModel.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

    private final CountingModel model = new CountingModel(false);

    @Test
    void refusesAnEmptyPrompt() {
        assertThatThrownBy(() -> model.newSession(4).prefill(new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a prompt needs at least one token");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5})
    void refusesAPromptWithATokenOutsideTheVocabulary(int id) {
        assertThatThrownBy(() -> model.newSession(4).prefill(new int[] {1, id}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token id " + id + " is outside the vocabulary of 5");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5})
    void refusesToDecodeATokenOutsideTheVocabulary(int id) {
        assertThatThrownBy(() -> model.newSession(4).decode(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token id " + id + " is outside the vocabulary of 5");
    }

    @Test
    void refusesAPromptThatDoesNotFit() {
        Session session = model.newSession(4);
        session.prefill(new int[3]);
        assertThatThrownBy(() -> session.prefill(new int[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the session holds 4 tokens; 3 are read and 2 more do not fit");
    }

    @Test
    void refusesToDecodePastItsCapacity() {
        Session session = model.newSession(1);
        session.decode(0);
        assertThatThrownBy(() -> session.decode(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the session holds 1 tokens; 1 are read and 1 more do not fit");
    }

    @Test
    void goesOnWhereItIsMovedTo() {
        Session session = model.newSession(8);
        session.prefill(new int[6]);
        session.moveTo(3);
        assertThat(session.position()).isEqualTo(3);
        assertThat(session.decode(1)[0]).isEqualTo(3);
        session.moveTo(8);
        assertThat(session.position()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 9})
    void refusesToMoveToAPositionItHasNot(int position) {
        assertThatThrownBy(() -> model.newSession(8).moveTo(position))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a session of 8 tokens has no position " + position);
    }

    @Test
    void aRefusedPromptReadsNothing() {
        Session session = model.newSession(4);
        assertThatThrownBy(() -> session.prefill(new int[] {1, 2, 9})).isInstanceOf(IllegalArgumentException.class);
        assertThat(session.position()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 601})
    void refusesASessionTheModelCannotHold(int positions) {
        assertThatThrownBy(() -> model.newSession(positions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a session of Counting holds 1 to 600 positions, not " + positions);
    }

    @Test
    void isAsLongAsTheModelAllowsByDefault() {
        assertThat(model.newSession().capacity()).isEqualTo(600);
    }

    @Test
    void aFirstTokenThatStaysDenseIsABatchOfItsOwn() {
        CountingModel first = new CountingModel(true, true);
        Session session = first.newSession(8);
        assertThat(session.prefill(new int[] {3, 1, 4})[0]).isEqualTo(2);
        session.prefill(new int[] {2});
        assertThat(first.steps())
                .containsExactly(
                        new Step(3, 1, 0, false, false),
                        new Step(1, 2, 1, true, false),
                        new Step(2, 1, 3, true, false));
    }

    @Test
    void everySequenceHasAFirstTokenThatStaysDense() {
        CountingModel first = new CountingModel(false, true);
        Session session = first.newSession(8);
        List<Integer> positions = new ArrayList<>();
        session.prefill(new int[] {3, 1}, true, (position, logits, from) -> positions.add(position));
        session.reset();
        session.decode(4);
        session.decode(2);
        assertThat(positions).containsExactly(0, 1);
        assertThat(first.steps())
                .containsExactly(
                        new Step(3, 1, 0, false, true),
                        new Step(1, 1, 1, true, true),
                        new Step(4, 1, 0, false, false),
                        new Step(2, 1, 1, true, false));
    }

    @Test
    void aDensePromptIsReadInWholeBatches() {
        CountingModel first = new CountingModel(false, true);
        first.newSession(8).prefill(new int[] {3, 1, 4});
        assertThat(first.steps()).containsExactly(new Step(3, 3, 0, false, false));
    }

    @Test
    void fillsItsCapacityExactly() {
        Session session = model.newSession(4);
        session.prefill(new int[3]);
        assertThat(session.decode(0)[0]).isEqualTo(3);
        assertThat(session.position()).isEqualTo(session.capacity());
    }

    @Test
    void resetMakesRoomForAnotherSequence() {
        Session session = model.newSession(4);
        session.prefill(new int[4]);
        session.reset();
        assertThat(session.prefill(new int[4])[0]).isEqualTo(3);
    }

    @Test
    void splitsALongPromptIntoBatches() {
        model.newSession().prefill(new int[530]);
        assertThat(model.steps())
                .containsExactly(
                        new Step(0, 258, 0, false, false),
                        new Step(0, 258, 258, false, false),
                        new Step(0, 14, 516, false, false));
    }

    @Test
    void aSessionThatOnlyDecodesHasRoomForOneRow() {
        Session session = model.newSession();
        session.decode(1);
        assertThat(model.rooms()).isEmpty();
    }

    @Test
    void roomGrowsByWholeTilesWithTheLargestPrompt() {
        Session session = model.newSession();
        session.prefill(new int[1]);
        session.prefill(new int[6]);
        session.prefill(new int[13]);
        session.prefill(new int[7]);
        assertThat(model.rooms()).containsExactly(new Room(6, 1), new Room(18, 1));
    }

    @Test
    void logitsHaveRoomForAllRowsOnlyWhenAllAreWanted() {
        Session session = model.newSession();
        session.prefill(new int[13]);
        session.prefill(new int[7], false, (position, logits, from) -> {});
        session.prefill(new int[20]);
        assertThat(model.rooms()).containsExactly(new Room(18, 1), new Room(18, 12), new Room(24, 12));
    }

    @Test
    void thinsThePromptWhenThePolicyDoes() {
        CountingModel thin = new CountingModel(true);
        thin.newSession().prefill(new int[2]);
        assertThat(thin.steps()).containsExactly(new Step(0, 2, 0, true, false));
    }

    @Test
    void givesTheLogitsOfEveryPositionWhenAsked() {
        List<Float> seen = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        model.newSession().prefill(new int[100], true, (position, logits, from) -> {
            positions.add(position);
            seen.add(logits[from]);
        });
        assertThat(positions).hasSize(100).isSorted().endsWith(99);
        assertThat(seen)
                .containsExactlyElementsOf(
                        positions.stream().map(Integer::floatValue).toList());
    }

    @Test
    void refusesWeightsOfAnotherLayout() {
        assertThatThrownBy(() -> CountingModel.withFingerprint("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights were written for layout other but Counting was compiled for print; "
                        + "compile the model again");
    }
}
