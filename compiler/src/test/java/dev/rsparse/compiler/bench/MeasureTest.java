package dev.rsparse.compiler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasureTest {

    private static final LoadMeter.Load QUIET = new LoadMeter.Load(5, 1, 0.01, 0);
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    @Test
    void takesTheMedianOfAnEvenNumberBetweenTheMiddleTwo() {
        assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void ratesFallAsTimesGrow() {
        assertThat(new Spread(2, 1, 4).rate(8)).isEqualTo(new Spread(4, 2, 8));
    }

    @Test
    void takesSamplesInTurns() {
        List<String> order = new ArrayList<>();
        Rounds.Sampler first = round -> order.add("a" + round) ? 2 : 0;
        Rounds.Sampler second = round -> order.add("b" + round) ? 1 : 0;
        double[][] seconds = Rounds.run(List.of(first, second), 2, NOWHERE);
        assertThat(order).containsExactly("a0", "b0", "a1", "b1");
        assertThat(Rounds.ratio(seconds[0], seconds[1]).median()).isCloseTo(2, within(1e-12));
    }

    @Test
    void calmRunsAreUndisturbed() {
        Verdict verdict = Verdict.of(Map.of("dense runs", new Spread(1, 0.97, 1.05)), QUIET);
        assertThat(verdict.text()).isEqualTo("undisturbed");
    }

    @Test
    void namesEveryDisturbance() {
        LoadMeter.Load busy = new LoadMeter.Load(5, 0.8, 1.1, 0.5);
        Verdict verdict = Verdict.of(Map.of("dense runs", new Spread(1, 0.9, 1.2)), busy);
        assertThat(verdict.text())
                .isEqualTo("disturbed: the dense runs spread over 30 % of their median; the measuring thread ran only"
                        + " 80 % of the time; other work took 110 % of a core; the JIT was compiling 50 % of the time");
    }

    @Test
    void doesNotBlameLoadThatTheSystemDoesNotTell() {
        LoadMeter.Load unknown = new LoadMeter.Load(5, 1, Double.NaN, 0);
        assertThat(Verdict.of(Map.of(), unknown).disturbed()).isFalse();
    }

    @Test
    void streamsReadEveryWordOnce() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(16 << 20, 64);
            for (long at = 0; at < memory.byteSize(); at += 4) {
                memory.set(ValueLayout.JAVA_INT, at, (int) (at * 31 + 7));
            }
            int sum = 0;
            for (long at = 0; at < memory.byteSize(); at += 4) {
                sum += (int) (at * 31 + 7);
            }
            for (int streams : new int[] {1, 8}) {
                ReadBandwidth bandwidth = new ReadBandwidth(memory);
                bandwidth.seconds(streams);
                assertThat(bandwidth.bytes(streams)).isEqualTo(memory.byteSize());
                assertThat(bandwidth.sum()).isEqualTo(sum);
            }
        }
    }

    @Test
    void alignsColumns() {
        Table table = new Table("a", "bc");
        table.row("def", "1");
        assertThat(table.text()).isEqualTo("a    bc\ndef   1\n");
    }
}
