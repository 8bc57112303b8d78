package dev.rsparse.benchmarks.measure;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Takes samples of several things in turns, so that whatever slows the machine down for a while slows all of them
/// down,
/// and ratios of neighbouring samples hold even where the times do not.
public final class Rounds {

    private static final int LEAST_WARM_UP = 3;
    private static final int MOST_WARM_UP = 12;
    private static final double SETTLED = 0.03;

    private Rounds() {}

    /// Something to time.
    @FunctionalInterface
    public interface Sampler {
        /// Does the work once and returns the seconds that the timed part of it took.
        ///
        /// @param round counts from 0; samplers of equal round work on the same input
        double sample(int round);
    }

    /// Seconds by sampler and round.
    ///
    /// @param progress told of every round
    public static double[][] run(List<Sampler> samplers, int rounds, PrintStream progress) {
        double[][] seconds = new double[samplers.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            progress.printf(Locale.ROOT, "round %d/%d:", round + 1, rounds);
            for (int i = 0; i < samplers.size(); i++) {
                seconds[i][round] = samplers.get(i).sample(round);
                progress.printf(Locale.ROOT, " %.2f", seconds[i][round] * 1e3);
            }
            progress.println(" ms");
        }
        return seconds;
    }

    /// Runs `sampler` until the JIT has done its work: until a sample is no longer faster than those before it by more
    /// than 3 %, and twelve times at the most.
    public static void warmUp(String name, Sampler sampler, PrintStream progress) {
        progress.printf(Locale.ROOT, "warm-up %s:", name);
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MOST_WARM_UP; round++) {
            double seconds = sampler.sample(round);
            progress.printf(Locale.ROOT, " %.2f", seconds * 1e3);
            boolean settled = seconds > best * (1 - SETTLED);
            best = Math.min(best, seconds);
            if (settled && round >= LEAST_WARM_UP) {
                break;
            }
        }
        progress.println(" ms");
    }

    /// How many times faster the samples `seconds` are than `base`, round by round.
    public static Spread ratio(double[] base, double[] seconds) {
        double[] ratios = new double[base.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = base[i] / seconds[i];
        }
        return Spread.of(ratios);
    }
}
