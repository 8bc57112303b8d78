package dev.rsparse.runtime.sample;

/// How the next token is drawn.
///
/// @param temperature divides the logits; 0 takes the likeliest token always, 1 leaves the model's distribution
/// @param topK draws among this many of the likeliest tokens; 0 for all
/// @param topP draws among the fewest likeliest tokens that together have this probability; 1 for all
/// @param seed of the draws; not used at temperature 0
public record SamplingOptions(float temperature, int topK, float topP, long seed) {
    /// Always the likeliest token.
    public static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 0);

    /// @throws IllegalArgumentException naming the option that is out of range
    public SamplingOptions {
        // Written so that NaN fails too.
        if (!(temperature >= 0 && temperature < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature: expected a number from 0, found " + temperature);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK: expected a count from 0 (all), found " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP: expected a number above 0 and up to 1, found " + topP);
        }
    }
}
