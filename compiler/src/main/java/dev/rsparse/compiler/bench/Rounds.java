package dev.rsparse.compiler.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// Takes samples of several things in turns, so that whatever slows the machine down for a while slows
/// all of them, and ratios of neighbouring samples hold even where the times do not.
public final class Rounds {

    /// HotSpot compiles a method with loops for its last time after 600 calls
    /// (`Tier4MinInvocationThreshold`), counted by the code of the tier before, which comes after 100.
    /// Until then every call starts in slow code and gets into fast code in one of its loops: a few large
    /// calls, however long they take, are not warm.
    public static final int COMPILED = 800;

    private static final int MOST_MORE = 12;
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
    public static double[][] run(List<Sampler> samplers, int rounds, PrintWriter progress) {
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

    /// Runs `sampler` until the JIT has done its work: `least` times, and then until a sample is no
    /// longer faster than the best before it by more than 3 %. Shows the first sample, the second, the
    /// fourth and so on, and the last.
    ///
    /// @param least enough for every method that is timed to be called [#COMPILED] times
    public static void warmUp(String name, int least, Sampler sampler, PrintWriter progress) {
        progress.printf(Locale.ROOT, "warm-up %s:", name);
        double best = Double.POSITIVE_INFINITY;
        boolean settled = false;
        for (int done = 1; !settled; done++) {
            double seconds = sampler.sample(done - 1);
            settled = done >= least && (seconds > best * (1 - SETTLED) || done == least + MOST_MORE);
            best = Math.min(best, seconds);
            if (settled || Integer.bitCount(done) == 1) {
                progress.printf(Locale.ROOT, " %.2f", seconds * 1e3);
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
