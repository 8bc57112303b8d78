package dev.rsparse.runtime.kernel;

import dev.rsparse.runtime.AttentionScratch;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.Workspace;

/// Causal grouped-query attention over a [KvCache] (Vaswani et al., 2017; Ainslie et al., 2023).
///
/// All threads of a step call it together. The work is cut into pieces by heads of keys and values and by tiles of
/// tokens, that of a single token by parts of the positions instead. No cut depends on the number of threads, so
/// neither do the bits of a result; nor do these depend on how many tokens come together.
public final class Attention {

    private Attention() {}

    /// `out[t] = softmax(q[t] Kᵀ / sqrt(headDim)) V` per head for the tokens `first..last` of a batch, over the
    /// positions up to and including the token's own, which the cache must hold already.
    ///
    /// @param workspace of the step
    /// @param q tokens of `heads*headDim` elements every `stride` elements; `out` alike, another array
    /// @param position where the batch's first token, that of row 0, stands
    /// @param member which of the step's threads calls
    public static void apply(
            Workspace workspace,
            KvCache cache,
            float[] q,
            float[] out,
            int first,
            int last,
            int stride,
            int position,
            int member) {
        AttentionScratch scratch = workspace.attention(member);
        scratch.fit(cache);
        if (last - first != 1) {
            tiles(scratch, cache, q, out, first, last, stride, position, workspace.members(), member);
            return;
        }
        token(scratch, cache, q, out, first, stride, position + first + 1, workspace.members(), member);
        if (position + first + 1 > KvCache.PART) {
            workspace.barrier(member);
            merge(cache, out, first * stride, position + first + 1, workspace.members(), member);
        }
    }

    /// Whether a piece of work is the member's: in turns that go to and fro, since pieces that stand further back are
    /// longer.
    private static boolean isTurn(int piece, int members, int member) {
        int place = piece % members;
        return member == (piece / members % 2 == 0 ? place : members - 1 - place);
    }

    private static void tiles(
            AttentionScratch scratch,
            KvCache cache,
            float[] q,
            float[] out,
            int first,
            int last,
            int stride,
            int position,
            int members,
            int member) {
        int most = AttentionScratch.tokens(cache);
        int tiles = Math.ceilDiv(last - first, most);
        for (int piece = 0; piece < tiles * cache.kvHeads(); piece++) {
            if (isTurn(piece, members, member)) {
                int row = first + piece % tiles * most;
                int tokens = Math.min(most, last - row);
                int head = piece / tiles;
                AttentionTile.load(scratch, cache, q, row, tokens, stride, head);
                attend(scratch, cache, head, tokens, position + row + 1);
                for (int token = 0; token < tokens; token++) {
                    int from = token * cache.group() * cache.recordLength();
                    finish(cache, scratch.totals(), from, out, (row + token) * stride, head);
                }
            }
        }
    }

    /// Leaves the loaded queries' records over all positions among the totals.
    private static void attend(AttentionScratch scratch, KvCache cache, int head, int tokens, int seen) {
        int queries = tokens * cache.group();
        int parts = Math.ceilDiv(seen + tokens - 1, KvCache.PART);
        for (int part = 0; part < parts; part++) {
            AttentionTile.attend(scratch, cache, head, tokens, seen, part);
            if (part == 0) {
                System.arraycopy(scratch.results(), 0, scratch.totals(), 0, queries * cache.recordLength());
            } else {
                for (int i = 0; i < queries; i++) {
                    int record = i * cache.recordLength();
                    AttentionTile.merge(cache, scratch.totals(), record, scratch.results(), record);
                }
            }
        }
    }

    /// Writes the results of the queries of one token that share `head`.
    private static void finish(KvCache cache, float[] totals, int from, float[] out, int to, int head) {
        for (int i = 0; i < cache.group(); i++) {
            int query = head * cache.group() + i;
            AttentionTile.finish(cache, totals, from + i * cache.recordLength(), out, to + query * cache.headDim());
        }
    }

    /// The member's share of one token: results, or where the positions make several parts the records of each.
    private static void token(
            AttentionScratch scratch,
            KvCache cache,
            float[] q,
            float[] out,
            int row,
            int stride,
            int seen,
            int members,
            int member) {
        int parts = Math.ceilDiv(seen, KvCache.PART);
        for (int piece = 0; piece < parts * cache.kvHeads(); piece++) {
            if (isTurn(piece, members, member)) {
                int head = piece / parts;
                AttentionTile.load(scratch, cache, q, row, 1, stride, head);
                AttentionTile.attend(scratch, cache, head, 1, seen, piece % parts);
                if (parts == 1) {
                    finish(cache, scratch.results(), 0, out, row * stride, head);
                } else {
                    keep(scratch, cache, head, piece % parts);
                }
            }
        }
    }

    private static void keep(AttentionScratch scratch, KvCache cache, int head, int part) {
        int length = cache.recordLength();
        for (int i = 0; i < cache.group(); i++) {
            int query = head * cache.group() + i;
            int record = (query * cache.parts() + part) * length;
            System.arraycopy(scratch.results(), i * length, cache.partials(), record, length);
        }
    }

    /// The member's share of the heads of queries, whose records all have made.
    private static void merge(KvCache cache, float[] out, int to, int seen, int members, int member) {
        int length = cache.recordLength();
        int parts = Math.ceilDiv(seen, KvCache.PART);
        for (int query = cache.heads() * member / members; query < cache.heads() * (member + 1) / members; query++) {
            int total = query * cache.parts() * length;
            for (int part = 1; part < parts; part++) {
                AttentionTile.merge(cache, cache.partials(), total, cache.partials(), total + part * length);
            }
            AttentionTile.finish(cache, cache.partials(), total, out, to + query * cache.headDim());
        }
    }
}
