package dev.rsparse.runtime;

import java.util.List;

/// Everything a session changes while it runs: caches, activations and counters. Emitted classes extend it with one
/// buffer per live activation. Not thread-safe; each session has its own.
public abstract class Workspace {

    /// Rows of the largest batch [CompiledModel#prefill] takes.
    public static final int BATCH = 96;

    private final List<KvCache> caches;
    private final float[] scores;
    private final long[] keptChannels;
    private long thinnedTokens;
    private Probe probe = (value, x, rows, stride) -> {};

    /// @param caches one per attention node, in graph order
    /// @param sites number of thinned linears
    protected Workspace(List<KvCache> caches, int sites) {
        this.caches = List.copyOf(caches);
        this.scores =
                new float[caches.stream().mapToInt(KvCache::capacity).max().orElse(0)];
        this.keptChannels = new long[sites];
    }

    /// The logits of the last step: a row per token, every [#logitsStride] elements.
    public abstract float[] logits();

    /// Elements from one row of [#logits] to the next.
    public abstract int logitsStride();

    /// The cache of attention node `index`.
    public final KvCache cache(int index) {
        return caches.get(index);
    }

    /// Scratch for one head's attention scores.
    public final float[] scores() {
        return scores;
    }

    /// Active channels, or rows where a linear skips rows, summed over the thinned tokens, per site.
    public final long[] keptChannels() {
        return keptChannels;
    }

    /// Tokens that ran thinned.
    public final long thinnedTokens() {
        return thinnedTokens;
    }

    /// Counts `tokens` more tokens that ran thinned; emitted code calls it once per step.
    public final void countThinned(int tokens) {
        thinnedTokens += tokens;
    }

    /// Who sees the probed values; ignored by classes compiled without probes.
    public final void setProbe(Probe probe) {
        this.probe = probe;
    }

    /// The probe set last.
    public final Probe probe() {
        return probe;
    }

    /// Room for a batch of rows of `width` elements: the stride is a whole number of strips, rows include the tile
    /// the batch kernels may overwrite past the last token.
    protected static float[] rows(int width) {
        return new float[Math.multiplyExact(BATCH, StripLayout.padded(width))];
    }
}
