package dev.rsparse.runtime.sample;

import java.util.Objects;

/// Draws the next token: temperature first, then top-k, then top-p over what top-k left, as Hugging Face's generation
/// does it.
///
/// The same options and logits give the same ids everywhere: sums run in double precision in a fixed order, `exp` is
/// [StrictMath]'s and the generator is SplitMix64. After the first call of a size nothing is allocated. For one
/// thread.
public final class Sampler {
    /// Tokens less likely than e⁻⁴⁰ times the best one are never drawn: all of them together weigh less than the
    /// rounding of the sum, and leaving them out saves most calls of `exp`.
    private static final double NEGLIGIBLE = -40;

    private final SamplingOptions options;
    private final SplitMix random;
    private final CandidateHeap heap = new CandidateHeap();
    private double[] weights = {};
    private int[] candidates = {};

    /// How many of `candidates` are filled.
    private int ranked;

    /// A sampler that draws from the start of the seed's sequence.
    public Sampler(SamplingOptions options) {
        this.options = options;
        random = new SplitMix(options.seed());
    }

    /// The id of the next token; moves the generator one step on unless the temperature is 0.
    ///
    /// @param logits unnormalised log probabilities of ids 0, 1, …, left as they are; -∞ rules an id out
    /// @param count how many of them there are, from the start of the array
    /// @throws IllegalArgumentException when a logit is NaN or +∞, or all are -∞
    public int sample(float[] logits, int count) {
        Objects.checkFromIndexSize(0, count, logits.length);
        int best = best(logits, count);
        if (options.temperature() == 0) {
            return best;
        }
        reserve(count);
        boolean all = (options.topK() == 0 || options.topK() >= count) && options.topP() == 1;
        return all ? drawAny(logits, count, logits[best]) : drawRanked(logits, count, logits[best]);
    }

    /// The first id with the largest logit.
    private static int best(float[] logits, int count) {
        int best = -1;
        float largest = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < count; id++) {
            float logit = logits[id];
            if (logit > largest) {
                largest = logit;
                best = id;
            } else if (Float.isNaN(logit)) {
                throw new IllegalArgumentException("the logit of id " + id + " is NaN: the model's arithmetic broke");
            }
        }
        if (best < 0 || largest == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("the largest of " + count + " logits is " + largest);
        }
        return best;
    }

    private void reserve(int count) {
        if (weights.length < count) {
            weights = new double[count];
            candidates = new int[count];
        }
    }

    /// Draws among all ids, in the order of ids: no ranking is needed.
    private int drawAny(float[] logits, int count, float largest) {
        double total = 0;
        for (int id = 0; id < count; id++) {
            weights[id] = weight(logits[id], largest);
            total += weights[id];
        }
        double rest = random.nextDouble() * total;
        int last = 0;
        for (int id = 0; id < count && rest >= 0; id++) {
            // Rounding may leave a trifle at the end: it falls to the last id that can be drawn.
            last = weights[id] > 0 ? id : last;
            rest -= weights[id];
        }
        return last;
    }

    /// Draws among the likeliest ids, which are ranked only as far as needed.
    private int drawRanked(float[] logits, int count, float largest) {
        heap.fill(logits, count);
        ranked = 0;
        boolean cut = options.topK() > 0 && options.topK() < count;
        int kept = cut ? options.topK() : count;
        double total = cut ? rank(logits, kept, largest) : sum(logits, count, largest);
        double mass = 0;
        int nucleus = 0;
        while (nucleus < kept && mass < options.topP() * total) {
            rank(logits, nucleus + 1, largest);
            if (weights[nucleus] == 0) {
                break;
            }
            mass += weights[nucleus++];
        }
        double rest = random.nextDouble() * mass;
        int at = 0;
        for (rest -= weights[0]; rest >= 0 && at < nucleus - 1; rest -= weights[at]) {
            at++;
        }
        return candidates[at];
    }

    /// Ranks ids until `wanted` of them stand in `candidates`, likeliest first; gives the sum of the weights added.
    private double rank(float[] logits, int wanted, float largest) {
        double added = 0;
        while (ranked < wanted) {
            int id = heap.take();
            candidates[ranked] = id;
            weights[ranked] = weight(logits[id], largest);
            added += weights[ranked++];
        }
        return added;
    }

    private double sum(float[] logits, int count, float largest) {
        double total = 0;
        for (int id = 0; id < count; id++) {
            total += weight(logits[id], largest);
        }
        return total;
    }

    /// The probability of a token, relative to the likeliest one's.
    private double weight(float logit, float largest) {
        double exponent = ((double) logit - largest) / options.temperature();
        return exponent < NEGLIGIBLE ? 0 : StrictMath.exp(exponent);
    }
}
