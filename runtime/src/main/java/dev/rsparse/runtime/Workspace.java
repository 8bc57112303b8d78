package dev.rsparse.runtime;

import java.util.Arrays;
import java.util.List;

/// Everything a session changes while it runs: caches, activations and counters. Emitted classes extend it with one
/// buffer per live activation. Not thread-safe; each session has its own.
public abstract class Workspace {

    /// Rows that the kernels for batches take together. Batches are run in whole tiles.
    public static final int TILE_ROWS = 6;

    /// Rows of the largest batch [CompiledModel#prefill] takes: whole tiles, and no fewer than 256. Twice as many
    /// would be faster by 2 %, half as many slower by 4 %.
    public static final int BATCH = 43 * TILE_ROWS;

    /// Channels of a panel of decoded weights.
    public static final int PANEL_CHANNELS = 128;

    /// Outputs of a panel of decoded weights; with the channels they make 256 KB, an eighth to a half of a core's
    /// second-level cache. What is read of a column at a time is long enough for the memory: 1 KB in bf16.
    public static final int PANEL_OUTPUTS = 512;

    /// Sequences that the kernels for groups take together, or half as many.
    public static final int GROUP_TILE = 4;

    /// Vectors of partial sums that a kernel may put into [#sums].
    private static final int SUMS = 24;

    /// Columns that a kernel may walk in one pass.
    private static final int FUSED = 16;

    /// Lanes of the widest vectors there are.
    private static final int MOST_LANES = 16;

    private final List<KvCache> caches;
    private final AttentionScratch[] attention;
    private final float[][] sums;
    private final long[][] offsets;
    private final float[][] panels;
    private final long[][] keptChannels;
    private int room = 1;
    private int logitsRoom = 1;
    private long thinnedTokens;
    private int groupRoom;
    private Workspace[] sequences = {};
    private int[] positions = {};
    private Team team;
    private float[] inputs = {};
    private Probe probe = (value, x, rows, stride) -> {};

    /// @param caches one per attention node, in graph order
    /// @param sites number of thinned linears
    /// @param members most threads that may run a step together, at least 1
    protected Workspace(List<KvCache> caches, int sites, int members) {
        this.caches = List.copyOf(caches);
        this.attention = new AttentionScratch[members];
        Arrays.setAll(attention, _ -> new AttentionScratch());
        this.sums = new float[members][SUMS * MOST_LANES];
        this.offsets = new long[members][FUSED];
        this.panels = new float[members][];
        this.keptChannels = new long[members][sites];
    }

    /// The logits of the last step: a row per token, every [#logitsStride] elements.
    public abstract float[] logits();

    /// Elements from one row of [#logits] to the next.
    public abstract int logitsStride();

    /// The cache of attention node `index`.
    public final KvCache cache(int index) {
        return caches.get(index);
    }

    /// Scratch of one thread for attention.
    public final AttentionScratch attention(int member) {
        return attention[member];
    }

    /// Scratch of one thread for the partial sums of a kernel.
    public final float[] sums(int member) {
        return sums[member];
    }

    /// Scratch of one thread for the byte offsets of the columns of a pass.
    public final long[] offsets(int member) {
        return offsets[member];
    }

    /// Scratch of one thread for a panel of decoded weights. Made when a batch first asks for it: who only decodes
    /// needs none.
    public final float[] panel(int member) {
        if (panels[member] == null) {
            panels[member] = new float[PANEL_CHANNELS * PANEL_OUTPUTS];
        }
        return panels[member];
    }

    /// Makes room for a batch of `rows` tokens. A new workspace has room for one that is decoded; what a batch once
    /// took stays.
    ///
    /// @param allLogits whether the logits of all of them are wanted, or only those of the last
    final void reserve(int rows, boolean allLogits) {
        int tiled = Math.ceilDiv(rows, TILE_ROWS) * TILE_ROWS;
        int logits = allLogits ? tiled : 1;
        if (tiled > room || logits > logitsRoom) {
            int most = Math.max(room, tiled);
            int mostLogits = Math.max(logitsRoom, logits);
            makeRoom(most, mostLogits);
            room = most;
            logitsRoom = mostLogits;
        }
    }

    /// Replaces the buffers of a batch, whose contents are no longer needed.
    ///
    /// @param rows tokens to make room for
    /// @param logitsRows tokens to make room for in buffers of values that only tokens have whose logits are wanted
    protected abstract void makeRoom(int rows, int logitsRows);

    /// Makes room for a step of `rows` sequences that are decoded together.
    final void reserveGroup(int rows) {
        // Whole tiles of the kernels for groups, and of those for batches, which they use as well.
        int tiled = Math.ceilDiv(Math.ceilDiv(rows, GROUP_TILE) * GROUP_TILE, TILE_ROWS) * TILE_ROWS;
        reserve(tiled, true);
        if (tiled > groupRoom) {
            makeGroupRoom(tiled);
            groupRoom = tiled;
        }
    }

    /// Replaces the buffers that only sequences need which are decoded together.
    ///
    /// @param rows sequences to make room for
    protected abstract void makeGroupRoom(int rows);

    /// Says whose sequences the rows of the next step are; emitted code asks for their parts by row.
    ///
    /// @param sequences at least as many as the step has rows; `positions` alike
    final void setSequences(Workspace[] sequences, int[] positions) {
        this.sequences = sequences;
        this.positions = positions;
    }

    /// Tokens that the sequence of `row` has read.
    public final int position(int row) {
        return positions[row];
    }

    /// The cache of attention node `index` of the sequence of `row`.
    public final KvCache cache(int row, int index) {
        return sequences[row].caches.get(index);
    }

    /// The counters of one thread in the sequence of `row`, by site.
    public final long[] keptChannels(int row, int member) {
        return sequences[row].keptChannels[member];
    }

    /// Counts a step of `rows` sequences that ran thinned: as one here, and as one token in each of them.
    public final void countThinnedGroup(int rows) {
        thinnedTokens++;
        for (int row = 0; row < rows; row++) {
            sequences[row].thinnedTokens++;
        }
    }

    /// Most threads that may run a step together.
    final int mostMembers() {
        return attention.length;
    }

    /// Runs a step: on `shared` where it is free and has no more than `most` members, else on this thread alone.
    final void run(Team shared, int most, Team.Task step) {
        if (shared.size() == 1 || shared.size() > most || !shared.acquire()) {
            step.run(0);
            return;
        }
        try {
            team = shared;
            shared.run(step);
        } finally {
            team = null;
            shared.release();
        }
    }

    /// Rows of numbers that the next steps read, of a model that reads numbers: one row behind the other.
    final void setInputs(float[] inputs) {
        this.inputs = inputs;
    }

    /// The rows of numbers that this step reads.
    public final float[] inputs() {
        return inputs;
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

    /// Active channels, or rows where a linear skips rows, summed over the thinned tokens, per site; a copy.
    public final long[] keptChannels() {
        long[] sums = new long[keptChannels[0].length];
        for (long[] ofMember : keptChannels) {
            for (int site = 0; site < sums.length; site++) {
                sums[site] += ofMember[site];
            }
        }
        return sums;
    }

    /// Sets the counters of kept channels back to 0.
    public final void forgetKept() {
        for (long[] ofMember : keptChannels) {
            Arrays.fill(ofMember, 0);
        }
    }

    /// The counters of one thread, by site.
    public final long[] keptChannels(int member) {
        return keptChannels[member];
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

    /// Where each of `parts` parts of `groups` groups begins, and where the last ends.
    protected static int[] cuts(int groups, int parts) {
        int[] cuts = new int[parts + 1];
        Arrays.setAll(cuts, part -> groups * part / parts);
        return cuts;
    }

    /// The order in which `count` channels are visited, in `runs` runs; see [ChannelOrder#of].
    protected static int[] order(int count, int runs) {
        return ChannelOrder.of(count, runs);
    }

    /// Floats that are all 1.
    protected static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /// Room for `rows` rows of `width` elements: the stride is a whole number of strips.
    protected static float[] rows(int rows, int width) {
        return new float[Math.multiplyExact(rows, StripLayout.padded(width))];
    }
}
