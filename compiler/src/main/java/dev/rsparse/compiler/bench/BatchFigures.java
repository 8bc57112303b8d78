package dev.rsparse.compiler.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Figures of sequences that are decoded together.
///
/// @param sequences how many
/// @param decode tokens per second of all of them
/// @param overSingle that over the speed of one sequence, round by round
/// @param bytesPerToken that decoding read: a token's share of the weights, and its own keys and values
/// @param gigabytes per second that decoding read
/// @param ofBandwidth share of the read bandwidth that is
/// @param density share of the covered linears' weights that a step read: what at least one sequence kept
public record BatchFigures(
        int sequences,
        Spread decode,
        Spread overSingle,
        double bytesPerToken,
        Spread gigabytes,
        double ofBandwidth,
        double density) {

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("sequences", sequences);
        object.put("decodeTokensPerSecond", decode.median());
        object.put("sequenceTokensPerSecond", decode.median() / sequences);
        object.put("overSingle", overSingle.json());
        object.put("bytesPerToken", Math.round(bytesPerToken));
        object.put("gigabytesPerSecond", gigabytes.median());
        object.put("fractionOfBandwidth", ofBandwidth);
        object.put("spread", decode.relative());
        object.put("unionDensity", density);
        return object;
    }

    /// One line for people.
    String text(String policy) {
        return String.format(
                Locale.ROOT,
                "%s, %d together  %s tokens/s, %.2f each, %s of one alone; %.1f MB/token, %.1f %% of memory, read %.1f %%%n",
                policy,
                sequences,
                decode.text(2),
                decode.median() / sequences,
                overSingle.text(3),
                bytesPerToken / 1e6,
                100 * ofBandwidth,
                100 * density);
    }
}
