package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.CountingModel.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionGroupTest {

    private final CountingModel model = new CountingModel(false);

    private Session read(int tokens) {
        Session session = model.newSession(8);
        for (int i = 0; i < tokens; i++) {
            session.decode(0);
        }
        return session;
    }

    @Test
    void decodesATokenOfEachSessionAtItsPosition() {
        SessionGroup group = model.newGroup(read(3), read(0), read(5));
        float[][] logits = group.decode(1, 2, 3);
        assertThat(logits).hasDimensions(3, logits[0].length);
        assertThat(new float[] {logits[0][0], logits[1][0], logits[2][0]}).containsExactly(3, 0, 5);
        assertThat(group.sessions()).extracting(Session::position).containsExactly(4, 1, 6);
        assertThat(model.steps().subList(8, 11))
                .containsExactly(
                        new Step(1, 3, 3, true, true), new Step(2, 3, 0, true, true), new Step(3, 3, 5, true, true));
    }

    @Test
    void sessionsLeaveAndJoinBetweenSteps() {
        Session first = read(1);
        Session second = read(2);
        Session third = read(3);
        SessionGroup group = model.newGroup(first, second);
        group.decode(0, 0);
        group.leave(first);
        group.join(third);
        assertThat(group.sessions()).containsExactly(second, third);
        group.decode(0, 0);
        assertThat(List.of(first.position(), second.position(), third.position()))
                .containsExactly(2, 4, 4);
    }

    @Test
    void aGroupOfOneDecodesAsTheSessionAlone() {
        SessionGroup group = model.newGroup(read(2));
        assertThat(group.decode(4)[0][0]).isEqualTo(2);
        assertThat(model.steps().getLast()).isEqualTo(new Step(4, 1, 2, true, false));
    }

    @Test
    void aFirstTokenThatStaysDenseRunsApart() {
        CountingModel dense = new CountingModel(false, true);
        Session started = dense.newSession(8);
        started.decode(0);
        Session other = dense.newSession(8);
        other.decode(0);
        SessionGroup group = dense.newGroup(started, dense.newSession(8), other);
        float[][] logits = group.decode(1, 2, 3);
        assertThat(new float[] {logits[0][0], logits[1][0], logits[2][0]}).containsExactly(1, 0, 1);
        assertThat(dense.steps().subList(2, 5))
                .containsExactlyInAnyOrder(
                        new Step(1, 2, 1, true, true), new Step(3, 2, 1, true, true), new Step(2, 1, 0, false, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void refusesAnotherNumberOfIdsThanOfSessions(int count) {
        SessionGroup group = model.newGroup(read(1), read(1));
        assertThatThrownBy(() -> group.decode(new int[count]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the group has 2 sessions and takes a token of each, not " + count);
    }

    @Test
    void refusesToDecodeWithoutSessions() {
        assertThatThrownBy(() -> model.newGroup().decode())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the group has 0 sessions and takes a token of each, not 0");
    }

    @Test
    void nobodyMovesWhenOneTokenIsRefused() {
        SessionGroup group = model.newGroup(read(1), read(8));
        assertThatThrownBy(() -> group.decode(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the session holds 8 tokens; 8 are read and 1 more do not fit");
        group.sessions().getLast().reset();
        assertThatThrownBy(() -> group.decode(0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token id 5 is outside the vocabulary of 5");
        assertThat(group.sessions()).extracting(Session::position).containsExactly(1, 0);
    }

    @Test
    void refusesASessionOfAnotherModel() {
        Session other = new CountingModel(false).newSession(8);
        assertThatThrownBy(() -> model.newGroup(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a group of Counting takes sessions of the model that made the group, and this one"
                        + " belongs to another");
    }

    @Test
    void refusesASessionTwiceAndOneTooMany() {
        Session session = read(0);
        SessionGroup group = model.newGroup(session);
        assertThatThrownBy(() -> group.join(session))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the session is in the group already");
        for (int i = 1; i < SessionGroup.MOST; i++) {
            group.join(read(0));
        }
        assertThatThrownBy(() -> group.join(read(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a group holds up to 16 sessions");
    }

    @Test
    void refusesToLetGoOfWhoIsNotThere() {
        assertThatThrownBy(() -> model.newGroup().leave(read(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the session is not in the group");
    }
}
