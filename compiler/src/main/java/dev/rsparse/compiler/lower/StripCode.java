package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.runtime.StripLayout;
import java.util.List;

/// How kernels walk a strip of weights in a [StripLayout]: in steps of one vector load each, which decodes to one
/// vector of floats (f32), two (bf16) or four (q8, without the scale of the strip).
record StripCode(StripLayout layout) {

    /// Vectors of floats one load decodes to.
    int vectors() {
        return switch (layout) {
            case F32 -> 1;
            case BF16 -> 2;
            case Q8 -> 4;
        };
    }

    /// 32-bit words in a strip of `n` numbers: the range of the step index, which advances by the lane count.
    int words(int n) {
        return StripLayout.padded(n) * layout.bytes() / 4;
    }

    /// Bytes of a strip of `n` numbers.
    long bytes(int n) {
        return (long) StripLayout.padded(n) * layout.bytes();
    }

    /// Where the numbers of step `word` stand in the unpacked vector: the index of the first lane of each decoded
    /// vector.
    List<Expr> targets(Code code, String name, Expr word) {
        return switch (layout) {
            case F32 -> List.of(word);
            case BF16 -> {
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
        };
    }

    /// Loads and decodes the step at byte `offset` of the weights.
    List<Expr> load(Code code, String name, Expr memory, Expr offset) {
        List<Expr> vectors = loadRaised(code, name, memory, offset);
        if (raise() == 0) {
            return vectors;
        }
        Expr raise = new Expr.Splat(new Expr.ConstFloat(-raise()));
        return vectors.stream()
                .<Expr>map(vector -> new Expr.AddVectors(vector, raise))
                .toList();
    }

    /// How far the numbers of [#loadRaised] stand above those that are meant. Taking it off once for a sum of several
    /// products costs less than taking it off every number.
    float raise() {
        return switch (layout) {
            case F32, BF16 -> 0;
            case Q8 -> 1.5f;
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
            case Q8 -> {
                Expr words = code.let(name, new Expr.LoadWords(memory, offset));
                yield List.of(
                        mantissa(new Expr.ShiftLeft(words, 15)),
                        mantissa(new Expr.ShiftLeft(words, 7)),
                        mantissa(new Expr.ShiftRight(words, 1)),
                        mantissa(new Expr.ShiftRight(words, 9)));
            }
        };
    }

    /// `1 + u/256` of the byte `u` in bits 15 to 22 of each word, exactly: they are the upper bits of a mantissa under
    /// the exponent of 1.0.
    private static Expr mantissa(Expr words) {
        return new Expr.AsFloats(new Expr.OrWords(new Expr.AndWords(words, 0xFF << 15), 0x3F800000));
    }

    /// The suffix of kernel names.
    String suffix() {
        return switch (layout) {
            case F32 -> "F32";
            case BF16 -> "Bf16";
            case Q8 -> "Q8";
        };
    }
}
