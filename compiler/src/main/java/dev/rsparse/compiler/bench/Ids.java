package dev.rsparse.compiler.bench;

import java.util.SplittableRandom;

/// Token ids drawn evenly from a vocabulary, the same in every run: a model does the same work whatever it reads,
/// and would say something else under every policy.
final class Ids {

    private static final long MEASURED = 1;
    private static final long CALIBRATED = 2;

    private Ids() {}

    /// What is read while the clock runs.
    static int[] measured(int count, int vocabulary) {
        return draw(MEASURED, count, vocabulary);
    }

    /// What thresholds are read from.
    static int[] calibration(int count, int vocabulary) {
        return draw(CALIBRATED, count, vocabulary);
    }

    private static int[] draw(long seed, int count, int vocabulary) {
        return new SplittableRandom(seed).ints(count, 0, vocabulary).toArray();
    }
}
