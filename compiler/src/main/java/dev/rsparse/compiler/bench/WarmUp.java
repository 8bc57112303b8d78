package dev.rsparse.compiler.bench;

import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/// The first tokens that a model decodes, while the JVM compiles it.
///
/// @param seconds of each token
record WarmUp(double[] seconds) {

    /// Tokens whose mean speed is looked at.
    private static final int BLOCK = 16;

    /// Enough for a large model: its kernels are called once for each layer.
    private static final double ENOUGH_SECONDS = 12;

    private static final double MOST_SECONDS = 60;
    private static final double SETTLED = 0.03;
    private static final double PEAK_SHARE = 0.9;

    /// Decodes until every method was called [Rounds#COMPILED] times, or for 12 seconds, and then until a block of
    /// tokens is no longer faster than the fastest before it by more than 3 %; for a minute at most.
    static WarmUp run(DoubleSupplier token) {
        DoubleStream.Builder seconds = DoubleStream.builder();
        double total = 0;
        double best = Double.POSITIVE_INFINITY;
        boolean settled = false;
        for (int tokens = 0; !settled && total < MOST_SECONDS; tokens += BLOCK) {
            double block = 0;
            for (int i = 0; i < BLOCK; i++) {
                double one = token.getAsDouble();
                seconds.add(one);
                block += one;
            }
            total += block;
            settled = (tokens + BLOCK >= Rounds.COMPILED || total >= ENOUGH_SECONDS) && block > best * (1 - SETTLED);
            best = Math.min(best, block);
        }
        return new WarmUp(seconds.build().toArray());
    }

    /// Seconds of decoding before the first 16 tokens that ran at 90 % of `peak` tokens per second together; all of
    /// them when none did.
    double secondsToPeak(double peak) {
        double allowed = BLOCK / (PEAK_SHARE * peak);
        double block = 0;
        double before = 0;
        for (int i = 0; i < seconds.length; i++) {
            block += seconds[i];
            if (i >= BLOCK) {
                block -= seconds[i - BLOCK];
                before += seconds[i - BLOCK];
            }
            if (i >= BLOCK - 1 && block <= allowed) {
                return before;
            }
        }
        return before + block;
    }
}
