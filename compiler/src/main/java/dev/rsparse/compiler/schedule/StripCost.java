package dev.rsparse.compiler.schedule;

/// How fast strips are read that lie apart. A core alone keeps too few misses in flight to use the memory; the
/// hardware's stream prefetcher makes up for it on long runs only. So leaving out half of the columns of a matrix
/// with short strips saves little time.
///
/// The figures are those of sparse products over dense ones, from memory and on one thread, with the columns that
/// are fused in one pass far apart; measured with the Vector API on an AVX-512 Xeon in bf16, with 8 and with 4
/// bits.
final class StripCost {

    /// Lengths in bytes at which [#SPEEDS] were measured.
    private static final int[] LENGTHS = {64, 256, 512, 1024, 2048, 4096, 8192};

    /// Bytes per second over those of a dense product.
    private static final double[] SPEEDS = {0.25, 0.4, 0.55, 0.7, 0.92, 0.95, 0.98};

    /// A saving below this share of the dense time is not worth the choice of channels.
    private static final double LEAST_SAVING = 0.05;

    /// Threads may each take a run of the outputs when their runs of a strip are still this long.
    private static final long LONG_STRIP = 16 << 10;

    /// A matrix of up to this many bytes stays in a core's own cache, where short runs cost nothing.
    private static final long CACHED = 1 << 20;

    /// More threads than this share out parts of the outputs besides.
    private static final int PARTS = 4;

    /// From this length on strips are long streams of their own.
    private static final long STREAM = 8 << 10;

    /// Runs of columns that a list of kept channels takes in turns: a pass of sixteen over half of the columns then
    /// finds each in another run. Sixteen runs cost a sixth there, and eight cost a fifth of a pass of eight.
    private static final int RUNS = 32;

    /// The same for long strips, where a few streams are read faster than many: by a twentieth.
    private static final int RUNS_OF_LONG_STRIPS = 8;

    private StripCost() {}

    /// In how many runs of the columns a list of kept channels moves on side by side.
    static int runs(long stripBytes) {
        return stripBytes < STREAM ? RUNS : RUNS_OF_LONG_STRIPS;
    }

    /// Into how many parts the channels of a matrix are cut, whatever the number of threads: threads that share out
    /// channels read whole strips, but their sums have to be added up.
    static int parts(long stripBytes, int channels) {
        return stripBytes >= LONG_STRIP || isCached(stripBytes, channels) ? 1 : PARTS;
    }

    /// Bytes per second when single strips of `bytes` are read, over those of a dense product; 0..1.
    static double speed(long bytes) {
        if (bytes <= LENGTHS[0]) {
            return SPEEDS[0];
        }
        for (int i = 1; i < LENGTHS.length; i++) {
            if (bytes <= LENGTHS[i]) {
                double share = (double) (bytes - LENGTHS[i - 1]) / (LENGTHS[i] - LENGTHS[i - 1]);
                return SPEEDS[i - 1] + share * (SPEEDS[i] - SPEEDS[i - 1]);
            }
        }
        return SPEEDS[SPEEDS.length - 1];
    }

    /// Time of reading the share `density` of the columns, over that of reading all of them.
    static double time(long stripBytes, double density) {
        return density / speed(stripBytes);
    }

    /// Whether reading the share `density` of the columns is worth it. Small matrices stay in a cache, where it is.
    static boolean pays(long stripBytes, int channels, double density) {
        return isCached(stripBytes, channels) || time(stripBytes, density) <= 1 - LEAST_SAVING;
    }

    /// Whether a matrix is small enough to stay in a core's own cache.
    static boolean isCached(long stripBytes, int channels) {
        return stripBytes * channels <= CACHED;
    }
}
