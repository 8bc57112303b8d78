package dev.rsparse.runtime.io;

import java.util.Optional;

/// Element types of the safetensors format, by the names its headers use.
public enum ElementType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    I64(64),
    U64(64),
    F64(64),
    C64(64);

    private final int bits;

    ElementType(int bits) {
        this.bits = bits;
    }

    /// Size of one element in bits; some types are smaller than a byte.
    public int bits() {
        return bits;
    }

    /// The type with that name in a header, if there is one.
    public static Optional<ElementType> parse(String name) {
        for (ElementType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// Bytes that a dense tensor of this shape takes.
    ///
    /// @throws ArithmeticException when the size does not fit a long, or is not a whole number of bytes
    public long byteSize(Iterable<Long> shape) {
        long elements = 1;
        for (long extent : shape) {
            if (extent == 0) {
                // Before multiplying: extents beside a zero may be too large to multiply.
                return 0;
            }
        }
        for (long extent : shape) {
            elements = Math.multiplyExact(elements, extent);
        }
        long size = Math.multiplyExact(elements, (long) bits);
        if (size % 8 != 0) {
            throw new ArithmeticException(size + " bits are not a whole number of bytes");
        }
        return size / 8;
    }
}
