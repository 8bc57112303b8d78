package dev.rsparse.runtime;

import java.util.Arrays;
import java.util.List;

/// Everything a session changes while it runs: caches, activations and counters. Emitted classes extend it with one
/// buffer per live activation. Not thread-safe; each session has its own.
public abstract class Workspace {

    /// Rows of the largest batch [CompiledModel#prefill] takes.
    public static final int BATCH = 96;

    /// Vectors of partial sums that a kernel may put into [#sums].
    private static final int SUMS = 24;

    /// Lanes of the widest vectors there are.
    private static final int MOST_LANES = 16;

    private final List<KvCache> caches;
    private final float[][] scores;
    private final float[][] sums;
    private final long[] keptChannels;
    private long thinnedTokens;
    private Team team;
    private Probe probe = (value, x, rows, stride) -> {};

    /// @param caches one per attention node, in graph order
    /// @param sites number of thinned linears
    /// @param members most threads that may run a step together, at least 1
    protected Workspace(List<KvCache> caches, int sites, int members) {
        this.caches = List.copyOf(caches);
        int positions = caches.stream().mapToInt(KvCache::capacity).max().orElse(0);
        this.scores = new float[members][positions];
        this.sums = new float[members][SUMS * MOST_LANES];
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

    /// Scratch of one thread for one head's attention scores.
    public final float[] scores(int member) {
        return scores[member];
    }

    /// Scratch of one thread for the partial sums of a kernel.
    public final float[] sums(int member) {
        return sums[member];
    }

    /// Most threads that may run a step together.
    final int mostMembers() {
        return scores.length;
    }

    /// The threads that run the next steps, or null for the caller alone.
    final void setTeam(Team team) {
        this.team = team;
    }

    /// Threads that run this step, numbered from 0.
    public final int members() {
        return team == null ? 1 : team.size();
    }

    /// Into how many ranges the outputs of a product of `parts` parts are cut, so that its pieces can be shared out
    /// evenly.
    public final int ranges(int parts) {
        int members = members();
        int divisor = parts;
        for (int rest = members; rest > 0; ) {
            int next = divisor % rest;
            divisor = rest;
            rest = next;
        }
        return members / divisor;
    }

    /// Waits until all threads of this step have come here. What one wrote before, all see after.
    public final void barrier(int member) {
        if (team != null) {
            team.barrier(member);
        }
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

    /// The integers `0..count`, the last one repeated up to a multiple of `fused`.
    protected static int[] all(int count, int fused) {
        int[] all = new int[Math.ceilDiv(count, fused) * fused];
        for (int i = 0; i < all.length; i++) {
            all[i] = Math.min(i, count - 1);
        }
        return all;
    }

    /// Floats that are all 1.
    protected static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /// Room for a batch of rows of `width` elements: the stride is a whole number of strips, rows include the tile
    /// the batch kernels may overwrite past the last token.
    protected static float[] rows(int width) {
        return new float[Math.multiplyExact(BATCH, StripLayout.padded(width))];
    }
}
