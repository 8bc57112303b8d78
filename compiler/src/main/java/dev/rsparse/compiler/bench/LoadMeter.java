package dev.rsparse.compiler.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Watches, from its making on, who uses the processor while the thread that made it measures.
public final class LoadMeter {

    private static final Path STAT = Path.of("/proc/stat");
    private static final int USER_TO_STEAL = 8;
    private static final int IDLE = 3;
    private static final int WAITING = 4;

    private final long wall = System.nanoTime();
    private final long thread = threadNanos();
    private final long process = processNanos();
    private final long compiling = compileMillis();
    private final long[] ticks = ticks();

    /// What was seen.
    ///
    /// @param seconds wall-clock time
    /// @param threadShare share of it that the measuring thread ran
    /// @param otherCores cores' worth of time that went to other processes, or to other machines on the same host;
    ///     NaN where the system does not tell
    /// @param compileShare time the JIT compiled, as a share of the wall-clock time
    public record Load(double seconds, double threadShare, double otherCores, double compileShare) {}

    /// What happened since this meter was made; called on the thread that made it.
    public Load read() {
        double nanos = System.nanoTime() - wall;
        double threadShare = (threadNanos() - thread) / nanos;
        double own = (processNanos() - process) / nanos;
        double compileShare = (compileMillis() - compiling) * 1e6 / nanos;
        return new Load(nanos / 1e9, threadShare, Math.max(0, busyCores() - own), compileShare);
    }

    private double busyCores() {
        long[] now = ticks();
        if (now.length < USER_TO_STEAL || ticks.length < USER_TO_STEAL) {
            return Double.NaN;
        }
        double all = 0;
        double idle = 0;
        for (int i = 0; i < USER_TO_STEAL; i++) {
            long delta = now[i] - ticks[i];
            all += delta;
            idle += i == IDLE || i == WAITING ? delta : 0;
        }
        return all == 0 ? Double.NaN : (all - idle) / all * Runtime.getRuntime().availableProcessors();
    }

    /// `user nice system idle iowait irq softirq steal` of all cores together; empty where there is no
    /// such file.
    private static long[] ticks() {
        try {
            String line = Files.readAllLines(STAT).getFirst();
            return Arrays.stream(line.replaceAll("^cpu +", "").split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (IOException _) {
            return new long[0];
        }
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long compileMillis() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }
}
