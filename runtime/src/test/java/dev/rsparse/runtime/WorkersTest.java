package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

    private static final int STEPS = 500;

    /// Each part adds the step's number to its own element, plainly: what one step wrote the next one must see,
    /// whoever does the part then.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyPartIsDoneOnceInEachStep(int threads) {
        int[] sums = new int[97];
        try (Workers workers = new Workers(threads)) {
            for (int step = 1; step <= STEPS; step++) {
                int number = step;
                int count = step % sums.length + 1;
                workers.share(count, step % 7 + 1, (from, to, member) -> {
                    for (int part = from; part < to; part++) {
                        sums[part] += number;
                    }
                });
            }
        }
        for (int part = 0; part < sums.length; part++) {
            int expected = 0;
            for (int step = 1; step <= STEPS; step++) {
                expected += part <= step % sums.length ? step : 0;
            }
            assertThat(sums[part]).as("part %d", part).isEqualTo(expected);
        }
    }

    @Test
    void membersHaveNumbersOfTheirOwn() {
        List<Integer> members = Collections.synchronizedList(new ArrayList<>());
        try (Workers workers = new Workers(3)) {
            workers.share(STEPS, 1, (from, to, member) -> members.add(member));
        }
        assertThat(members).allMatch(member -> member >= 0 && member < 3);
    }

    @Test
    void littleWorkIsDoneByTheCallerAtOnce() {
        List<String> ranges = new ArrayList<>();
        try (Workers workers = new Workers(2)) {
            workers.share(9, 5, (from, to, member) -> ranges.add(from + ".." + to + " by " + member));
        }
        assertThat(ranges).containsExactly("0..9 by 0");
    }

    @Test
    void littleWorkIsOneRangeForEach() {
        assertThat(ranges(10, 1, 2)).containsExactlyInAnyOrder(5, 5);
        assertThat(ranges(10, 4, 4)).containsExactlyInAnyOrder(4, 4, 2);
    }

    @Test
    void muchWorkIsSeveralRangesForEach() {
        assertThat(ranges(100, 4, 2)).containsExactlyInAnyOrder(25, 25, 25, 25);
    }

    /// Parts of each range.
    private static List<Integer> ranges(int count, int least, int threads) {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        try (Workers workers = new Workers(threads)) {
            workers.share(count, least, (from, to, member) -> sizes.add(to - from));
        }
        return sizes;
    }

    @Test
    void aFailureIsToldAndWorkGoesOn() {
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.share(8, 1, (from, to, member) -> {
                        if (from == 0) {
                            throw new IllegalArgumentException("broken");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("broken");
            List<Integer> parts = Collections.synchronizedList(new ArrayList<>());
            workers.share(4, 1, (from, to, member) -> parts.add(from));
            assertThat(parts).containsExactlyInAnyOrder(0, 2);
        }
    }
}
