package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.IOTA;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Channels, each with the number that a row has there.
final class ChannelList {

    int[] channels = {};
    float[] values = {};

    /// Makes room for so many entries; a vector is written whole, however few of its lanes count.
    void reserve(int entries) {
        if (channels.length < entries + LANES) {
            channels = new int[entries + LANES];
            values = new float[entries + LANES];
        }
    }

    /// Writes an entry for each lane that is listed from entry `at` on; gives the one behind the last.
    ///
    /// @param first channel of the first lane
    int put(FloatVector numbers, VectorMask<Float> listed, int first, int at) {
        numbers.compress(listed).intoArray(values, at);
        IOTA.add(first).compress(listed.cast(WORDS)).intoArray(channels, at);
        return at + listed.trueCount();
    }
}
