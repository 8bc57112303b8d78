package dev.rsparse.compiler.ir;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Element types a tensor may have in a graph or in a checkpoint.
public enum DType {
    F32(4),
    F16(2),
    BF16(2),
    I32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /// Size of one element in bytes.
    public int bytes() {
        return bytes;
    }

    /// What an element of this type holds of `value`: the nearest number, ties to even, infinity where that is nearest;
    /// of
    /// an integer type the whole number towards zero.
    public float nearest(float value) {
        return switch (this) {
            case F32 -> value;
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BF16 -> {
                int bits = Float.floatToRawIntBits(value);
                // Half of what is left out, less what the lowest bit that stays adds to break ties.
                int rounded = bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000;
                yield Float.isNaN(value) ? value : Float.intBitsToFloat(rounded);
            }
            case I32 -> (int) value;
        };
    }

    /// The name used in `.rsp` files: `f32`, `bf16`, …
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type with that name in a `.rsp` file, if there is one.
    public static Optional<DType> parse(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }
}
