package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How kernels walk a strip of weights in a [StripLayout]: in steps of one vector load each, which decodes to one
/// vector of floats (f32), two (bf16, f16), four (q8) or eight (q4), all without scales.
record StripCode(StripLayout layout) {

    /// The upper bits of a mantissa, in which a byte `u` makes `1 + u/256`, exactly.
    private static final int BYTE = 0xFF << 15;

    /// The sign, the lowest five bits of the exponent and the highest ten of the mantissa.
    private static final int HALF = 0x8FFFE000;

    /// Vectors of floats one load decodes to.
    int vectors() {
        return switch (layout) {
            case F32 -> 1;
            case BF16, F16 -> 2;
            case Q8 -> 4;
            case Q4 -> 8;
        };
    }

    /// Numbers of a block, the unit in which outputs are shared out.
    int block() {
        return layout.block();
    }

    /// Columns that a kernel adds to its sums in one pass over them. Decoding eight vectors from a load leaves too few
    /// registers to have the factors of all columns in them, so these are walked in a loop; then more of them cost
    /// nothing.
    int fused() {
        return walksColumns() ? 16 : 8;
    }

    /// Whether the columns of a pass are walked in a loop and not one by one in straight-line code.
    boolean walksColumns() {
        return layout == StripLayout.Q4;
    }

    /// How many of `rows` rows a kernel sums up side by side, a divisor of theirs. Where a load decodes to eight
    /// vectors, the code of many rows is more than HotSpot's first compiler can hold in its virtual registers: it
    /// gives up, and the kernel may stay interpreted.
    ///
    /// @param inputs vectors that each row is multiplied by
    int rowsTogether(int rows, int inputs) {
        if (layout != StripLayout.Q4) {
            return rows;
        }
        int most = inputs == 1 ? 4 : 2;
        return rows % most == 0 ? most : 1;
    }

    /// 32-bit words in a strip of `n` numbers: the range of the step index, which advances by the lane count.
    int words(int n) {
        return (int) (layout.stripBytes(n) / 4);
    }

    /// Bytes of a strip of `n` numbers.
    long bytes(int n) {
        return layout.stripBytes(n);
    }

    /// Where the numbers of step `word` stand in the unpacked vector: the index of the first lane of each decoded
    /// vector.
    List<Expr> targets(Code code, String name, Expr word) {
        return switch (layout) {
            case F32 -> List.of(word);
            case BF16, F16 -> {
                // A block of 32 numbers is 16 words: word w of block b holds numbers 32b+w and 32b+16+w.
                Expr low = code.let(name, add(word, arith(Expr.Arith.Op.AND, word, number(-16))));
                yield List.of(low, add(low, number(16)));
            }
            case Q8 -> {
                // A block of 64 numbers is 16 words: word w of block b holds numbers 64b+w, 64b+16+w and so on.
                Expr block = arith(Expr.Arith.Op.AND, word, number(-16));
                Expr low = code.let(name, add(word, arith(Expr.Arith.Op.MUL, block, number(3))));
                yield List.of(low, add(low, number(16)), add(low, number(32)), add(low, number(48)));
            }
            case Q4 -> {
                // A block of 128 numbers is 16 words: word w of block b holds numbers 128b+w, 128b+16+w and so on.
                Expr block = arith(Expr.Arith.Op.AND, word, number(-16));
                Expr low = code.let(name, add(word, arith(Expr.Arith.Op.MUL, block, number(7))));
                yield IntStream.range(0, 8)
                        .mapToObj(k -> k == 0 ? low : add(low, number(16 * k)))
                        .toList();
            }
        };
    }

    /// Loads and decodes the step at byte `offset` of the weights.
    List<Expr> load(Code code, String name, Expr memory, Expr offset) {
        List<Expr> vectors = loadRaised(code, name, memory, offset);
        if (!raises()) {
            return vectors;
        }
        return IntStream.range(0, vectors.size())
                .<Expr>mapToObj(
                        v -> new Expr.AddVectors(vectors.get(v), new Expr.Splat(new Expr.ConstFloat(-raise(v)))))
                .toList();
    }

    /// Whether the numbers of [#loadRaised] stand above those that are meant.
    boolean raises() {
        return layout.raised();
    }

    /// How far the numbers of vector `v` of [#loadRaised] stand above those that are meant: by 1 and by the zero of
    /// their steps. Taking it off once for a sum of several products costs less than taking it off every number.
    float raise(int v) {
        return switch (layout) {
            case F32, BF16, F16 -> 0;
            case Q8 -> 1 + 128 * layout.step(0);
            case Q4 -> 1 + 8 * layout.step(16 * v);
        };
    }

    /// Loads and decodes the step at byte `offset` of the weights to numbers that are [#raise] too large.
    List<Expr> loadRaised(Code code, String name, Expr memory, Expr offset) {
        return switch (layout) {
            case F32 -> List.of(code.let(name, new Expr.LoadFloats(memory, offset)));
            case BF16 -> {
                Expr words = code.let(name, new Expr.LoadWords(memory, offset));
                yield List.of(
                        new Expr.AsFloats(new Expr.ShiftLeft(words, 16)),
                        new Expr.AsFloats(new Expr.AndWords(words, 0xFFFF0000)));
            }
            case F16 -> {
                Expr words = code.let(name, new Expr.LoadWords(memory, offset));
                yield List.of(half(new Expr.ShiftLeft(words, 16)), half(words));
            }
            case Q8 -> {
                Expr words = code.let(name, new Expr.LoadWords(memory, offset));
                yield List.of(
                        mantissa(new Expr.ShiftLeft(words, 15), BYTE),
                        mantissa(new Expr.ShiftLeft(words, 7), BYTE),
                        mantissa(new Expr.ShiftRight(words, 1), BYTE),
                        mantissa(new Expr.ShiftRight(words, 9), BYTE));
            }
            case Q4 -> fours(code, name, memory, offset, 0, vectors());
        };
    }

    /// The vectors `from..to` of [#loadRaised]; both are even where these are made in pairs.
    List<Expr> loadRaised(Code code, String name, Expr memory, Expr offset, int from, int to) {
        return layout == StripLayout.Q4
                ? fours(code, name, memory, offset, from, to)
                : loadRaised(code, name, memory, offset).subList(from, to);
    }

    private static List<Expr> fours(Code code, String name, Expr memory, Expr offset, int from, int to) {
        Expr words = code.let(name, new Expr.LoadWords(memory, offset));
        List<Expr> fours = new ArrayList<>();
        for (int pair = from / 2; pair < to / 2; pair++) {
            // The lower four of bits to bits 15 to 18, the upper one to bits 19 to 22.
            Expr moved = code.let(name + "Pair" + pair, shifted(words, 15 - 8 * pair));
            fours.add(mantissa(moved, 0xF << 15));
            fours.add(mantissa(moved, 0xF << 19));
        }
        return fours;
    }

    private static Expr shifted(Expr words, int left) {
        return left > 0 ? new Expr.ShiftLeft(words, left) : new Expr.ShiftRight(words, -left);
    }

    /// The half-precision number in the upper half of each word, its fields where those of a float are.
    private static Expr half(Expr words) {
        return new Expr.AsFloats(new Expr.AndWords(new Expr.ShiftRightSigned(words, 3), HALF));
    }

    /// Those bits of each word as a mantissa under the exponent of 1.0.
    private static Expr mantissa(Expr words, int bits) {
        return new Expr.AsFloats(new Expr.OrWords(new Expr.AndWords(words, bits), 0x3F800000));
    }

    /// The suffix of kernel names.
    String suffix() {
        return switch (layout) {
            case F32 -> "F32";
            case BF16 -> "Bf16";
            case F16 -> "F16";
            case Q8 -> "Q8";
            case Q4 -> "Q4";
        };
    }
}
