package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TeamTest {

    private static final int STEPS = 200;

    private static void run(Team team, Team.Task task) {
        assertThat(team.acquire()).isTrue();
        try {
            team.run(task);
        } finally {
            team.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyMemberRunsEveryStepOnce(int size) {
        AtomicIntegerArray runs = new AtomicIntegerArray(size);
        try (Team team = new Team(size)) {
            for (int step = 0; step < STEPS; step++) {
                run(team, runs::incrementAndGet);
            }
        }
        for (int member = 0; member < size; member++) {
            assertThat(runs.get(member)).isEqualTo(STEPS);
        }
    }

    /// Each member writes plainly and reads after a barrier what its neighbour wrote.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void whatIsWrittenBeforeABarrierIsSeenAfterIt(int size) {
        int[] written = new int[size];
        int[] wrong = new int[size];
        try (Team team = new Team(size)) {
            run(team, member -> {
                for (int turn = 1; turn <= STEPS; turn++) {
                    written[member] = turn;
                    team.barrier(member);
                    if (written[(member + 1) % size] != turn) {
                        wrong[member]++;
                    }
                    team.barrier(member);
                }
            });
        }
        assertThat(wrong).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFailureStopsAllMembersAndTheTeamRunsOn(int failing) {
        AtomicIntegerArray runs = new AtomicIntegerArray(2);
        try (Team team = new Team(2)) {
            assertThatThrownBy(() -> run(team, member -> {
                        team.barrier(member);
                        if (member == failing) {
                            throw new IllegalArgumentException("broken");
                        }
                        team.barrier(member);
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("broken");
            run(team, member -> {
                team.barrier(member);
                runs.incrementAndGet(member);
            });
        }
        assertThat(runs.get(0) + runs.get(1)).isEqualTo(2);
    }

    @Test
    void aTeamThatIsTakenIsNotGivenToAnother() {
        try (Team team = new Team(2)) {
            assertThat(team.acquire()).isTrue();
            assertThat(team.acquire()).isFalse();
            team.release();
            assertThat(team.acquire()).isTrue();
            team.release();
        }
    }

    @Test
    void aClosedTeamIsGivenToNobodyAndItsThreadsEnd() throws InterruptedException {
        Team team = new Team(3);
        Thread[] workers = workers(team);
        team.close();
        team.close();
        assertThat(team.acquire()).isFalse();
        for (Thread worker : workers) {
            assertThat(worker.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void closingWaitsForTheStepThatRuns() throws InterruptedException {
        Team team = new Team(2);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread user = Thread.ofPlatform()
                .start(() -> run(team, member -> {
                    started.countDown();
                    for (int turn = 0; turn < STEPS; turn++) {
                        team.barrier(member);
                    }
                    if (member == 0) {
                        ended.countDown();
                    }
                }));
        started.await();
        team.close();
        assertThat(ended.getCount()).isZero();
        user.join();
    }

    /// Threads that wait for a step sleep: of two seconds they use less than a hundredth, wherever the test runs.
    @Test
    void anIdleTeamUsesNextToNoProcessorTime() throws InterruptedException {
        try (Team team = new Team(4)) {
            run(team, team::barrier);
            Thread[] workers = workers(team);
            Thread.sleep(10);
            long before = processorNanos(workers);
            Thread.sleep(2000);
            assertThat(processorNanos(workers) - before).isLessThan(20_000_000);
        }
    }

    private static Thread[] workers(Team team) {
        Thread[] members = new Thread[team.size()];
        run(team, member -> members[member] = Thread.currentThread());
        return Arrays.copyOfRange(members, 1, members.length);
    }

    private static long processorNanos(Thread[] threads) {
        ThreadMXBean beans = ManagementFactory.getThreadMXBean();
        return LongStream.of(Arrays.stream(threads).mapToLong(Thread::threadId).toArray())
                .map(beans::getThreadCpuTime)
                .sum();
    }
}
