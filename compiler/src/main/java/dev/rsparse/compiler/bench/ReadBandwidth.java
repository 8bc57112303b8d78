package dev.rsparse.compiler.bench;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Reads memory once through and adds it up: the least that any kernel over the same bytes can take on
/// one thread.
public final class ReadBandwidth {

    private static final VectorSpecies<Integer> WORDS = IntVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /// One call covers so much of each stream: the method must return now and then for its compiled form
    /// to be used.
    private static final long PIECE = 1 << 20;

    private final MemorySegment memory;

    /// Somebody has to use the sums, or the JIT may drop the reads.
    private final int[] sums = new int[WORDS.length()];

    public ReadBandwidth(MemorySegment memory) {
        this.memory = memory;
    }

    /// Bytes that [#seconds] reads with that many streams: all but a remainder below one piece per stream.
    public long bytes(int streams) {
        return memory.byteSize() / (streams * PIECE) * (streams * PIECE);
    }

    /// Seconds to read [#bytes] once, from one place or from eight evenly spread places in turn.
    ///
    /// @param streams 1 or 8
    public double seconds(int streams) {
        long each = bytes(streams) / streams;
        long start = System.nanoTime();
        for (long at = 0; at < each; at += PIECE) {
            IntVector sum = streams == 1 ? oneStream(memory, at) : eightStreams(memory, at, each);
            sum.add(IntVector.fromArray(WORDS, sums, 0)).intoArray(sums, 0);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /// The sum of all words read so far.
    public int sum() {
        return Arrays.stream(sums).sum();
    }

    private static IntVector oneStream(MemorySegment memory, long from) {
        int step = WORDS.vectorByteSize();
        IntVector a = IntVector.zero(WORDS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        for (long at = from; at < from + PIECE; at += 4L * step) {
            a = a.add(IntVector.fromMemorySegment(WORDS, memory, at, ORDER));
            b = b.add(IntVector.fromMemorySegment(WORDS, memory, at + step, ORDER));
            c = c.add(IntVector.fromMemorySegment(WORDS, memory, at + 2L * step, ORDER));
            d = d.add(IntVector.fromMemorySegment(WORDS, memory, at + 3L * step, ORDER));
        }
        return a.add(b).add(c.add(d));
    }

    private static IntVector eightStreams(MemorySegment memory, long from, long apart) {
        int step = WORDS.vectorByteSize();
        IntVector a = IntVector.zero(WORDS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        for (long at = from; at < from + PIECE; at += step) {
            a = a.add(IntVector.fromMemorySegment(WORDS, memory, at, ORDER))
                    .add(IntVector.fromMemorySegment(WORDS, memory, at + 4 * apart, ORDER));
            b = b.add(IntVector.fromMemorySegment(WORDS, memory, at + apart, ORDER))
                    .add(IntVector.fromMemorySegment(WORDS, memory, at + 5 * apart, ORDER));
            c = c.add(IntVector.fromMemorySegment(WORDS, memory, at + 2 * apart, ORDER))
                    .add(IntVector.fromMemorySegment(WORDS, memory, at + 6 * apart, ORDER));
            d = d.add(IntVector.fromMemorySegment(WORDS, memory, at + 3 * apart, ORDER))
                    .add(IntVector.fromMemorySegment(WORDS, memory, at + 7 * apart, ORDER));
        }
        return a.add(b).add(c.add(d));
    }
}
