package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// What encoders begin with: `output = (e - mean) / sqrt(variance + epsilon) * gamma + beta` over the last axis,
/// where `e` is the sum of the rows that tables have for a word, its position and its segment. Attributes:
/// `epsilon` (1e-12); `mask_index_type`, which only says whether the second output is asked for, as the node does
/// itself. Types: tables of floats, and `e` is rounded to theirs; 16 bits are then computed as doubles; ids of i32
/// or i64. Source: ONNX Runtime com.microsoft EmbedLayerNormalization-1.
public final class EmbedLayerNormalization implements Operator {

    private static final String NAME = "EmbedLayerNormalization";

    /// Rows that are worth a thread's while.
    private static final int LEAST = 64;

    private final Workers workers;
    private final Workers.Task task = (from, to, member) -> addRows(from, to);
    private final RowNorm norm;
    private final Lookup words = new Lookup("input_ids");
    private final Lookup positions = new Lookup("position_ids");
    private final Lookup segments = new Lookup("segment_ids");
    private final Tensor own = new Tensor();
    private Tensor sum = Tensor.ABSENT;

    public EmbedLayerNormalization(Settings settings) {
        this.workers = settings.workers();
        this.norm = new RowNorm(NAME, true, settings.number("epsilon", 1e-12f), settings.workers());
    }

    /// @param ids `[B,S]`: rows of `word`
    /// @param segmentIds `[B,S]`: rows of `segment`; or absent for the first
    /// @param word `[W,D]`
    /// @param position `[P,D]`
    /// @param segment `[N,D]`, or absent
    /// @param gamma `[D]`, as is `beta`
    /// @param mask `[B,S]`: 1 where a word is no padding; or absent
    /// @param positionIds `[B,S]`, or `[1,S]` for all batches: rows of `position`; or absent for 0 to `S - 1`
    /// @param output `[B,S,D]`
    /// @param maskIndex `[B]`, i32: how many of a batch's mask are 1, 0 without a mask; or absent
    /// @param wanted `[B,S,D]`: `e`; or absent
    /// @throws IllegalArgumentException when shapes or types do not go together, or an id is no row of its table
    public void run(
            Tensor ids,
            Tensor segmentIds,
            Tensor word,
            Tensor position,
            Tensor segment,
            Tensor gamma,
            Tensor beta,
            Tensor mask,
            Tensor positionIds,
            Tensor output,
            Tensor maskIndex,
            Tensor wanted) {
        checkTables(word, position, segment);
        checkIds("input_ids", ids, ids, false);
        checkIds("segment_ids", segmentIds, ids, false);
        checkIds("mask", mask, ids, false);
        checkIds("position_ids", positionIds, ids, true);
        if (segmentIds.isPresent() && !segment.isPresent()) {
            throw new IllegalArgumentException(NAME + ": segment_ids " + segmentIds + " have no segment_embedding");
        }
        words.of(ids, word, 1);
        positions.of(positionIds, position, ids.dim(1));
        segments.of(segmentIds, segment, 1);
        sum = wanted.isPresent() ? wanted : own;
        sum.shape(word.type(), ids.dim(0), ids.dim(1), word.dim(1));
        workers.share(ids.count(), LEAST, task);
        norm.run(sum, 2, gamma, beta, output, Tensor.ABSENT, Tensor.ABSENT);
        if (maskIndex.isPresent()) {
            maskIndex.shape(ElementType.I32, ids.dim(0));
            for (int batch = 0; batch < ids.dim(0); batch++) {
                maskIndex.setInteger(batch, mask.isPresent() ? ones(mask, batch) : 0);
            }
        }
    }

    private static void checkTables(Tensor word, Tensor position, Tensor segment) {
        boolean fits = word.rank() == 2 && isLike(position, word) && (!segment.isPresent() || isLike(segment, word));
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": word_embedding " + word + " and position_embedding " + position
                    + (segment.isPresent() ? " and segment_embedding " + segment : "") + " do not go together");
        }
        Types.checkFloats(NAME, "word_embedding", word);
    }

    private static boolean isLike(Tensor table, Tensor word) {
        return table.rank() == 2 && table.type() == word.type() && table.dim(1) == word.dim(1);
    }

    /// @param given whole numbers for each of `ids`, or absent
    /// @param shared whether all batches may have the same
    private static void checkIds(String name, Tensor given, Tensor ids, boolean shared) {
        boolean fits = !given.isPresent()
                || (given.type() == ElementType.I32 || given.type() == ElementType.I64)
                        && given.rank() == 2
                        && ids.rank() == 2
                        && given.dim(1) == ids.dim(1)
                        && (given.dim(0) == ids.dim(0) || shared && given.dim(0) == 1);
        if (!fits) {
            throw new IllegalArgumentException(
                    NAME + ": " + name + " " + given + " are not ids, or not those of words " + ids);
        }
    }

    private static int ones(Tensor mask, int batch) {
        int count = 0;
        for (int i = batch * mask.dim(1); i < (batch + 1) * mask.dim(1); i++) {
            count += mask.integer(i) == 1 ? 1 : 0;
        }
        return count;
    }

    private void addRows(int from, int to) {
        int width = sum.dim(2);
        boolean single = sum.type() == ElementType.F32;
        for (int row = from; row < to; row++) {
            int word = words.row(row) * width;
            int position = positions.row(row) * width;
            int segment = segments.isPresent() ? segments.row(row) * width : 0;
            if (single) {
                floats(row * width, width, word, position, segment);
            } else {
                numbers(row * width, width, word, position, segment);
            }
        }
    }

    private void floats(int at, int width, int word, int position, int segment) {
        float[] to = sum.floats();
        float[] one = words.table.floats();
        float[] two = positions.table.floats();
        for (int i = 0; i < width; i++) {
            to[at + i] = one[word + i] + two[position + i];
        }
        if (segments.isPresent()) {
            float[] three = segments.table.floats();
            for (int i = 0; i < width; i++) {
                to[at + i] += three[segment + i];
            }
        }
    }

    private void numbers(int at, int width, int word, int position, int segment) {
        for (int i = 0; i < width; i++) {
            double more = segments.isPresent() ? segments.table.number(segment + i) : 0;
            sum.setNumber(at + i, words.table.number(word + i) + positions.table.number(position + i) + more);
        }
    }

    /// A table, and which of its rows are looked up.
    private static final class Lookup {

        private final String name;
        private Tensor table = Tensor.ABSENT;
        private Tensor ids = Tensor.ABSENT;
        private int period;

        /// @param name of the ids, for messages
        private Lookup(String name) {
            this.name = name;
        }

        /// Takes on a table, which may be absent.
        ///
        /// @param ids which come again when they are fewer than there are words; or absent
        /// @param period how many of the first rows there are without ids, one after the other
        private void of(Tensor ids, Tensor table, int period) {
            this.ids = ids;
            this.table = table;
            this.period = period;
            int count = ids.isPresent() ? ids.count() : period;
            for (int i = 0; table.isPresent() && i < count; i++) {
                long id = ids.isPresent() ? ids.integer(i) : i;
                if (id < 0 || id >= table.dim(0)) {
                    throw new IllegalArgumentException(NAME + ": " + name + " " + id + " is no row of " + table);
                }
            }
        }

        private boolean isPresent() {
            return table.isPresent();
        }

        private int row(int i) {
            return ids.isPresent() ? (int) ids.integer(i % ids.count()) : i % period;
        }
    }
}
