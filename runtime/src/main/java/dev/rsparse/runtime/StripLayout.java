package dev.rsparse.runtime;

import java.util.Locale;

/// How a strip of `n` numbers lies in a weight file: a column of a linear (its `out` weights for one input
/// channel), or a row of a low-rank factor.
///
/// Strips are padded with zeros to whole blocks of 64 bytes. In `F32` they are plain little-endian
/// floats. In `BF16` each block of 32 numbers is 16 little-endian 32-bit words, word `l` holding number `l` in its
/// low half and number `16+l` in its high half: one shift and one mask turn a vector of words into two vectors of
/// floats with neighbouring numbers in neighbouring lanes, at any vector width up to 16 lanes.
///
/// In `F16` words hold half-precision numbers (IEEE 754 binary16) in the same order. Moved to where a float has sign,
/// exponent and mantissa they count [#step] of what they mean, subnormal ones too; each strip has a scale that makes
/// up for it, times the power of two that brings its largest number to the top of the range.
///
/// In `Q8` a strip has a scale, and number `i` is `(u_i - 128) / 256 * scale` with `u_i` an unsigned byte; 128
/// pads. Each block of 64 numbers is 16 words, byte `k` of word `l` holding number `16k+l`. A byte that is moved
/// into the upper bits of the mantissa of 1.0 makes `1 + u/256`: a shift, a mask and a subtraction decode a
/// vector of numbers. The scales of all strips follow the strips, as floats, padded to a whole strip.
///
/// In `Q4` each strip has a scale and so has each place in a strip, whichever strip it is: number `i` is
/// `(u_i - 8) * step_i * scale * place_i` with `u_i` of 4 bits; 8 pads. Each block of 128 numbers is 16 words, the
/// four bits from bit `4k` of word `l` on holding number `16k+l`. Two fours of bits are moved into the mantissa of 1.0
/// by one shift: the upper one makes `1 + u/16`, the lower one, under a mask of its own, `1 + u/256`. So the step is
/// 1/16 for odd `k` and 1/256 for even `k`, and the scales of places, which are sixteen times as large there, make up
/// for it. The scales of all strips follow the strips and those of all places follow these.
public enum StripLayout {
    /// 32-bit floats in order.
    F32(32),
    /// bfloat16 in pairs, blocks of 32.
    BF16(16),
    /// Half precision in pairs, blocks of 32, and a scale, a power of two, for each strip.
    F16(16),
    /// 8 bits in fours, blocks of 64, and a scale for each strip.
    Q8(8),
    /// 4 bits in eights, blocks of 128, and a scale for each strip and each place.
    Q4(4);

    /// Rows of activations are a multiple of this many elements apart: whole blocks of every layout.
    public static final int ALIGNMENT = 128;

    private static final int WORDS = 16;
    private static final int PAIRS = 32;
    private static final int FOURS = 64;
    private static final int EIGHTS = 128;

    private final int bits;

    StripLayout(int bits) {
        this.bits = bits;
    }

    /// What the language and the command line call it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Bits per number.
    public int bits() {
        return bits;
    }

    /// Bytes of `n` numbers, without padding.
    public double bytes(double n) {
        return n * bits / Byte.SIZE;
    }

    /// Numbers of a block: 16 words of 32 bits hold them.
    public int block() {
        return WORDS * Integer.SIZE / bits;
    }

    /// `n` rounded up to whole blocks: the numbers of a strip, padding included.
    public int whole(int n) {
        return Math.ceilDiv(n, block()) * block();
    }

    /// Elements from one row of `n` activations to the next: any layout's strips of `n` numbers fit into a row.
    public static int padded(int n) {
        return Math.ceilDiv(n, ALIGNMENT) * ALIGNMENT;
    }

    /// Bytes of a strip of `n` numbers, padding included.
    public long stripBytes(int n) {
        return (long) whole(n) * bits / Byte.SIZE;
    }

    /// Whether each strip has a scale.
    public boolean scaled() {
        return this == F16 || this == Q8 || this == Q4;
    }

    /// Whether each place has a scale too, the same in all strips.
    public boolean scalesPlaces() {
        return this == Q4;
    }

    /// Bytes of the scales of `strips` strips, padding included; 0 when there are none.
    public long scaleBytes(int strips) {
        return scaled() ? F32.stripBytes(strips) : 0;
    }

    /// Bytes of the scales of the places of strips of `n` numbers, padding included; 0 when there are none.
    public long placeBytes(int n) {
        return scalesPlaces() ? F32.stripBytes(whole(n)) : 0;
    }

    /// Byte offset of number `i` within its strip.
    public long offset(int i) {
        return switch (this) {
            case F32 -> 4L * i;
            case BF16, F16 -> {
                int inBlock = i % PAIRS;
                yield 2L * (i - inBlock + inBlock % 16 * 2 + inBlock / 16);
            }
            case Q8 -> {
                int inBlock = i % FOURS;
                yield i - inBlock + inBlock % 16 * 4 + inBlock / 16;
            }
            case Q4 -> {
                int inBlock = i % EIGHTS;
                yield (i - inBlock) / 2 + inBlock % 16 * 4 + inBlock / 32;
            }
        };
    }

    /// Bit offset of number `i` within its byte.
    public int shift(int i) {
        return this == Q4 ? i / 16 % 2 * 4 : 0;
    }

    /// What number `i` of a strip counts for each step of its bits, or for what they mean where they are a float,
    /// before scales; of a layout with scales.
    public float step(int i) {
        return switch (this) {
            case F32, BF16 -> throw new IllegalStateException(this + " has no steps");
            case F16 -> 0x1p-112f;
            case Q8 -> 0x1p-8f;
            case Q4 -> i / 16 % 2 == 0 ? 0x1p-8f : 0x1p-4f;
        };
    }
}
