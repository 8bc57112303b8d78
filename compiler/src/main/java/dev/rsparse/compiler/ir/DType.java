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

    /// The name used in `.rsp` files: `f32`, `bf16`, …
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type with that name in a `.rsp` file, if there is one.
    public static Optional<DType> parse(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }
}
