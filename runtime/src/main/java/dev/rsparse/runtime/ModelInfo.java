package dev.rsparse.runtime;

import java.util.List;

/// Facts about a compiled model that its class carries as constants.
///
/// @param name the model's name in its `.rsp` file
/// @param policy the policy compiled in; `dense` when there is none
/// @param thinPrompt whether the policy thins the prompt too (phase `all`), not only generated tokens
/// @param firstDense whether the first token of a sequence runs dense all the same
/// @param vocabulary number of logits per token
/// @param maxPositions longest sequence the model was trained for
/// @param beginToken id of the token that opens a text, or -1
/// @param endToken id of the token that ends a text, or -1
/// @param sites the thinned linears, in the order of [Workspace#keptChannels]
/// @param coveredElements weights of all linears a policy may thin, thinned or not
/// @param nominalKept share of those weights' bytes that the policy asks to keep, 0..1
/// @param fingerprint identifies the layout of the weight file the class was emitted for
/// @param threads how many threads run a step unless [CompiledModel#setThreads] says otherwise, 1..[#MOST_THREADS]
/// @param kvCache how sessions keep keys and values
public record ModelInfo(
        String name,
        String policy,
        boolean thinPrompt,
        boolean firstDense,
        int vocabulary,
        int maxPositions,
        int beginToken,
        int endToken,
        List<Site> sites,
        long coveredElements,
        double nominalKept,
        String fingerprint,
        int threads,
        CacheFormat kvCache) {

    /// More threads than this no model takes.
    public static final int MOST_THREADS = 1024;

    /// One thinned linear of shape `[out,in]` with a low-rank term of rank `rank`.
    ///
    /// @param unit weights read for each thing that was kept: `out` for an input channel, `in` for a row
    public record Site(String path, int in, int out, int rank, int unit) {

        long denseElements() {
            return (long) in * out;
        }
    }

    public ModelInfo {
        sites = List.copyOf(sites);
        checkThreads(threads);
    }

    static void checkThreads(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("a model runs on 1 to " + MOST_THREADS + " threads, not " + threads);
        }
    }

    /// The same with another number of threads.
    public ModelInfo withThreads(int changed) {
        return new ModelInfo(
                name,
                policy,
                thinPrompt,
                firstDense,
                vocabulary,
                maxPositions,
                beginToken,
                endToken,
                sites,
                coveredElements,
                nominalKept,
                fingerprint,
                changed,
                kvCache);
    }

    /// The same with the first token of a sequence dense, or as the others.
    public ModelInfo withFirstDense(boolean dense) {
        return new ModelInfo(
                name,
                policy,
                thinPrompt,
                dense,
                vocabulary,
                maxPositions,
                beginToken,
                endToken,
                sites,
                coveredElements,
                nominalKept,
                fingerprint,
                threads,
                kvCache);
    }

    /// The same with keys and values kept in `format`.
    public ModelInfo withKvCache(CacheFormat format) {
        return new ModelInfo(
                name,
                policy,
                thinPrompt,
                firstDense,
                vocabulary,
                maxPositions,
                beginToken,
                endToken,
                sites,
                coveredElements,
                nominalKept,
                fingerprint,
                threads,
                format);
    }

    /// The same for sequences of up to `positions` tokens.
    public ModelInfo withMaxPositions(int positions) {
        return new ModelInfo(
                name,
                policy,
                thinPrompt,
                firstDense,
                vocabulary,
                positions,
                beginToken,
                endToken,
                sites,
                coveredElements,
                nominalKept,
                fingerprint,
                threads,
                kvCache);
    }

    /// Share of the covered linears' dense bytes that was kept over `tokens` thinned tokens: the columns of active
    /// channels, or the active rows, as the masks fell, factors in full, linears the policy leaves dense in full. 1
    /// when nothing was thinned.
    ///
    /// @param keptChannels active channels or rows summed over tokens, per site
    public double keptBytes(long[] keptChannels, long tokens) {
        if (tokens == 0 || sites.isEmpty()) {
            return 1;
        }
        double kept = (double) coveredElements * tokens;
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            kept -= (double) site.denseElements() * tokens;
            kept += (double) keptChannels[i] * site.unit() + (double) tokens * site.rank() * (site.in() + site.out());
        }
        return kept / ((double) coveredElements * tokens);
    }
}
