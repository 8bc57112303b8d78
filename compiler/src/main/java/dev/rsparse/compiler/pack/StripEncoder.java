package dev.rsparse.compiler.pack;

import java.lang.foreign.MemorySegment;

/// Brings the numbers of a strip into the bits of a format, by vectors: a model has thousands of millions of them.
interface StripEncoder {

    /// Encodes a whole strip.
    ///
    /// @param numbers the strip's, padded with zeros
    /// @param read gets what will be read in their place
    /// @param memory gets the strip's bytes from byte `at` on
    /// @return the strip's scale; 1 in a format without scales
    float encode(float[] numbers, float[] read, MemorySegment memory, long at);
}
