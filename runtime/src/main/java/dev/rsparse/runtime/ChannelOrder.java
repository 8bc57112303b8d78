package dev.rsparse.runtime;

/// The order in which channels are visited when kept ones are listed, and where it is cut: the same whatever is kept,
/// so that no sum depends on it.
public final class ChannelOrder {

    /// Channels visited between two entries that take off what sums are raised by. More would let sums grow
    /// beside which the products are small, fewer would cost time.
    public static final int SEGMENT = 256;

    /// Parts are cut at multiples of this, lanes of the widest vectors there are.
    public static final int CUT = 16;

    private ChannelOrder() {}

    /// The order in which `n` channels are visited: the first ones of `runs` equal runs, then the second ones
    /// and so on. Neighbours in a list then lie far apart in memory; short strips side by side confuse the
    /// hardware's prefetcher.
    ///
    /// @return the `n` channels, and zeros to the end of a vector
    public static int[] of(int n, int runs) {
        int[] order = new int[n + CUT];
        int length = Math.ceilDiv(n, runs);
        int at = 0;
        for (int i = 0; i < length; i++) {
            for (int channel = i; channel < n; channel += length) {
                order[at++] = channel;
            }
        }
        return order;
    }

    /// Where part `part` of `parts` begins among `n` visited channels.
    public static int cut(int n, int part, int parts) {
        return part == parts ? n : n / CUT * part / parts * CUT;
    }

    /// Most entries that a list of channels out of `n` may have.
    public static int most(int n, int parts, int multiple) {
        return n + segments(n, parts) + parts * multiple;
    }

    /// Segments of a list of `n` visited channels in `parts` parts, at most.
    private static int segments(int n, int parts) {
        return Math.ceilDiv(n, SEGMENT) + parts;
    }

    /// Elements of a row that [dev.rsparse.runtime.kernel.KeptChannels#visit] writes.
    public static int width(int n, int parts) {
        return n + CUT + segments(n, parts);
    }
}
