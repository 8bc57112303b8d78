package dev.rsparse.compiler.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static List<String> join(String... rows) {
        return Runs.join(Arrays.stream(rows)
                        .map(row -> row.split(" "))
                        .map(words -> new Runs.Row(words[0], List.of(words[1])))
                        .toList())
                .stream()
                .map(row -> row.path() + " " + row.cells().getFirst())
                .toList();
    }

    @Test
    void joinsNeighbouringLayersThatSayTheSame() {
        assertThat(join("l[0].q a", "l[0].k a", "l[1].q a", "l[1].k a", "head b"))
                .containsExactly("l[0..2].q a", "l[0..2].k a", "head b");
    }

    @Test
    void splitsWhereOneDiffersAndKeepsTheOrder() {
        assertThat(join("embed a", "l[0].q a", "l[1].q b", "l[2].q a", "l[3].q a"))
                .containsExactly("embed a", "l[0].q a", "l[1].q b", "l[2..4].q a");
    }

    @Test
    void joinsInnerIndicesToo() {
        assertThat(join("l[0].e[0].q a", "l[0].e[1].q a", "l[0].o a", "l[1].e[0].q a", "l[1].e[1].q b", "l[1].o a"))
                .containsExactly("l[0..2].e[0].q a", "l[0].e[1].q a", "l[0..2].o a", "l[1].e[1].q b");
        assertThat(join("l[0].e[0].q a", "l[0].e[1].q a", "l[1].e[0].q a", "l[1].e[1].q a"))
                .containsExactly("l[0..2].e[0..2].q a");
    }

    @Test
    void tellsOnceOfAWeightThatIsReadTwice() {
        assertThat(join("l[0].q a", "l[0].k a", "l[0].q a", "l[1].q a", "l[1].q b", "l[2].q a"))
                .containsExactly("l[0..3].q a", "l[0].k a", "l[1].q b");
    }
}
