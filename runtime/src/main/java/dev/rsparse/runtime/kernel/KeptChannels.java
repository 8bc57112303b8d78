package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.IOTA;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import dev.rsparse.runtime.ChannelOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Lists the channels that a token keeps, for kernels that read the columns of these alone.
///
/// The channels are visited in one order, cut into parts at the same places, whatever is kept; kernels add
/// the products of a part one after the other in the order of the list. So a list may have more channels, at
/// which values are zero, and no sum changes.
public final class KeptChannels {

    private KeptChannels() {}

    /// Lists the channels at which `x` is not zero and what it is there.
    ///
    /// Each part of the list is filled up to a multiple of `multiple` entries with its last channel and the
    /// value zero, so that no column is read that is not needed. Where `zeros` is a column, it follows the
    /// entries of each segment with minus their sum: numbers that stand above those that are meant by some
    /// amount add that amount times the sum, and a column of zeros, which stand as far above, takes it off.
    ///
    /// @param x `n` values
    /// @param order what [ChannelOrder#of] gave
    /// @param zeros the number of a column of zeros, or -1 where numbers are those that are meant
    /// @param channels room for [ChannelOrder#most] entries and a vector more
    /// @param values alike
    /// @param cuts the entry at which each part begins, and the number of entries
    public static void list(
            float[] x,
            int n,
            int[] order,
            int parts,
            int multiple,
            int zeros,
            int[] channels,
            float[] values,
            int[] cuts) {
        int count = 0;
        for (int part = 0; part < parts; part++) {
            cuts[part] = count;
            int end = ChannelOrder.cut(n, part + 1, parts);
            for (int from = ChannelOrder.cut(n, part, parts); from < end; from += ChannelOrder.SEGMENT) {
                count = segment(
                        x, order, from, Math.min(from + ChannelOrder.SEGMENT, end), zeros, channels, values, count);
            }
            for (; count % multiple != 0; count++) {
                channels[count] = channels[count - 1];
                values[count] = 0;
            }
        }
        cuts[parts] = count;
    }

    /// Copies one of several rows in the order in which its channels are visited. Behind the `n` values come a zero,
    /// from `n + ChannelOrder.CUT` on minus the sum of each segment.
    ///
    /// @param x a row of `n` values from `from` on
    /// @param y where the [ChannelOrder#width] elements from `to` on go
    public static void visit(float[] x, int from, int n, int[] order, int parts, float[] y, int to) {
        int sums = to + n + ChannelOrder.CUT;
        for (int part = 0; part < parts; part++) {
            int end = ChannelOrder.cut(n, part + 1, parts);
            for (int start = ChannelOrder.cut(n, part, parts); start < end; start += ChannelOrder.SEGMENT) {
                FloatVector sum = FloatVector.zero(FLOATS);
                int stop = Math.min(start + ChannelOrder.SEGMENT, end);
                for (int j = start; j < stop; j += LANES) {
                    FloatVector kept = visited(x, from, order, j, stop);
                    kept.intoArray(y, to + j);
                    sum = sum.add(kept);
                }
                y[sums++] = -VectorMath.sum(sum);
            }
        }
        y[to + n] = 0;
    }

    /// Lists the channels that at least one of several rows keeps, as [#list] does for one.
    ///
    /// @param y rows that [#visit] wrote, one every `stride` elements
    /// @param places where in a row the value of each entry is; room as for `channels`
    /// @return how many channels are kept
    public static int union(
            float[] y,
            int rows,
            int stride,
            int n,
            int[] order,
            int parts,
            int multiple,
            int zeros,
            int[] channels,
            int[] places,
            int[] cuts) {
        int count = 0;
        int kept = 0;
        int sum = n + ChannelOrder.CUT;
        for (int part = 0; part < parts; part++) {
            cuts[part] = count;
            int end = ChannelOrder.cut(n, part + 1, parts);
            for (int from = ChannelOrder.cut(n, part, parts); from < end; from += ChannelOrder.SEGMENT) {
                int start = count;
                count = segment(
                        y,
                        rows,
                        stride,
                        order,
                        from,
                        Math.min(from + ChannelOrder.SEGMENT, end),
                        channels,
                        places,
                        count);
                kept += count - start;
                if (zeros >= 0 && count > start) {
                    channels[count] = zeros;
                    places[count++] = sum;
                }
                sum++;
            }
            for (; count % multiple != 0; count++) {
                channels[count] = channels[count - 1];
                places[count] = n;
            }
        }
        cuts[parts] = count;
        return kept;
    }

    private static int segment(
            float[] y, int rows, int stride, int[] order, int from, int end, int[] channels, int[] places, int start) {
        int count = start;
        for (int j = from; j < end; j += LANES) {
            VectorMask<Float> any = FLOATS.indexInRange(j, end).andNot(isZero(y, j));
            for (int row = 1; row < rows; row++) {
                any = any.or(FLOATS.indexInRange(j, end).andNot(isZero(y, row * stride + j)));
            }
            VectorMask<Integer> listed = any.cast(WORDS);
            IntVector.fromArray(WORDS, order, j).compress(listed).intoArray(channels, count);
            IOTA.add(j).compress(listed).intoArray(places, count);
            count += any.trueCount();
        }
        return count;
    }

    private static VectorMask<Float> isZero(float[] y, int at) {
        return FloatVector.fromArray(FLOATS, y, at).compare(VectorOperators.EQ, 0);
    }

    private static int segment(
            float[] x, int[] order, int from, int end, int zeros, int[] channels, float[] values, int start) {
        int count = start;
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int j = from; j < end; j += LANES) {
            FloatVector kept = visited(x, 0, order, j, end);
            VectorMask<Float> any = kept.compare(VectorOperators.NE, 0);
            kept.compress(any).intoArray(values, count);
            IntVector.fromArray(WORDS, order, j).compress(any.cast(WORDS)).intoArray(channels, count);
            count += any.trueCount();
            sum = sum.add(kept);
        }
        if (zeros >= 0 && count > start) {
            channels[count] = zeros;
            values[count++] = -VectorMath.sum(sum);
        }
        return count;
    }

    /// The values of the channels visited from `j` on; zeros from `end` on.
    private static FloatVector visited(float[] x, int offset, int[] order, int j, int end) {
        FloatVector values = FloatVector.fromArray(FLOATS, x, offset, order, j);
        return j + LANES <= end ? values : FloatVector.zero(FLOATS).blend(values, FLOATS.indexInRange(j, end));
    }
}
