package dev.rsparse.compiler.calibrate;

/// The very score that a quantile of a [ScoreHistogram] stands for, from a second look at the same scores: of those in
/// its bin, each float is counted.
///
/// Not safe for several threads.
public final class ExactQuantile {

    private final ScoreHistogram all;
    private final long index;
    private final ScoreHistogram.Bin bin;
    private final int first;
    private final long[] counts;

    /// @param all of the scores
    /// @param q share that the wanted score does not pass, 0..1
    /// @throws IllegalArgumentException when `q` is outside 0..1
    /// @throws IllegalStateException when nothing was counted
    public ExactQuantile(ScoreHistogram all, double q) {
        this.all = all;
        this.index = all.index(q);
        this.bin = all.bin(q);
        this.first = Float.floatToRawIntBits(bin.first());
        this.counts = new long[Float.floatToRawIntBits(bin.last()) - first + 1];
    }

    /// Looks at one score again.
    public void add(float score) {
        if (score >= bin.first() && score <= bin.last()) {
            // -0 is zero.
            counts[score == 0 ? 0 : Float.floatToRawIntBits(score) - first]++;
        }
    }

    /// The score at index `int(q * count)` of all in ascending order, `count - 1` at most: exact when all scores were
    /// looked at again.
    public float value() {
        return Float.intBitsToFloat(first + place());
    }

    /// Share of the scores strictly above [#value()], 0..1.
    public double above() {
        long up = bin.below();
        for (int i = 0; i <= place(); i++) {
            up += counts[i];
        }
        return (double) (all.count() - up) / all.count();
    }

    private int place() {
        long passed = bin.below();
        for (int i = 0; i < counts.length; i++) {
            passed += counts[i];
            if (passed > index) {
                return i;
            }
        }
        return counts.length - 1;
    }
}
