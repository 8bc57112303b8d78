package dev.rsparse.runtime.sample;

/// The SplitMix64 generator. Written out here, rather than taken from the JDK, so that a seed gives the same text for
/// as long as this class stays as it is.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014; constants of Vigna's
/// reference code.
final class SplitMix {
    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = state;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /// Evenly spread over the multiples of 2⁻⁵³ from 0 up to, not including, 1.
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }
}
