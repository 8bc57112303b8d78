package dev.rsparse.benchmarks.peers;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Watches, from its making on, what else the machine did while processes started by this one ran and ended.
final class Disturbance {

    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path SELF = Path.of("/proc/self/stat");
    private static final int USER_TO_STEAL = 8;
    private static final int IDLE = 3;
    private static final int WAITING = 4;

    /// Behind the name in brackets of `/proc/self/stat`: the ticks of this process and of children that ended, user and
    /// system.
    private static final int FIRST_OWN = 11;

    private static final int OWN = 4;

    private final long start = System.nanoTime();
    private final long[] ticks = ticks();

    /// Whether figures may be trusted.
    ///
    /// @param runs what was measured, by the name of what ran
    /// @param reports what engines said of their own runs
    Verdict verdict(Map<String, Spread> runs, List<String> reports) {
        double seconds = (System.nanoTime() - start) / 1e9;
        // The thread that waits for processes measures nothing, and its JIT is at rest.
        Verdict seen = Verdict.of(runs, new LoadMeter.Load(seconds, 1, otherCores(), 0));
        List<String> reasons = new ArrayList<>(seen.reasons());
        reasons.addAll(reports);
        return new Verdict(reasons);
    }

    /// Cores' worth of time that went to others; NaN where the system does not tell.
    private double otherCores() {
        long[] now = ticks();
        if (now.length == 0 || ticks.length == 0 || now[0] == ticks[0]) {
            return Double.NaN;
        }
        long all = now[0] - ticks[0];
        long others = now[1] - ticks[1] - (now[2] - ticks[2]);
        return (double) Math.max(0, others) / all * Runtime.getRuntime().availableProcessors();
    }

    /// Of all cores, since the machine started: all ticks, those that were not idle, and those of this process and its
    /// children that ended. Empty where the system has no such files.
    private static long[] ticks() {
        try {
            String[] machine = Files.readAllLines(MACHINE)
                    .getFirst()
                    .replaceAll("^cpu +", "")
                    .split(" ");
            long all = sum(machine, 0, USER_TO_STEAL);
            long idle = Long.parseLong(machine[IDLE]) + Long.parseLong(machine[WAITING]);
            String self = Files.readString(SELF);
            String[] own = self.substring(self.lastIndexOf(')') + 2).split(" ");
            return new long[] {all, all - idle, sum(own, FIRST_OWN, OWN)};
        } catch (IOException _) {
            return new long[0];
        }
    }

    private static long sum(String[] numbers, int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Long.parseLong(numbers[i]);
        }
        return sum;
    }
}
