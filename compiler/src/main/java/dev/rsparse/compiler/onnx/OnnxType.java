package dev.rsparse.compiler.onnx;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Element types of ONNX tensors, by the numbers of `TensorProto.DataType` (IR version 13).
public enum OnnxType {
    F32(1, 32),
    U8(2, 8),
    I8(3, 8),
    U16(4, 16),
    I16(5, 16),
    I32(6, 32),
    I64(7, 64),
    STRING(8, 0),
    BOOL(9, 8),
    F16(10, 16),
    F64(11, 64),
    U32(12, 32),
    U64(13, 64),
    C64(14, 64),
    C128(15, 128),
    BF16(16, 16),
    F8E4M3FN(17, 8),
    F8E4M3FNUZ(18, 8),
    F8E5M2(19, 8),
    F8E5M2FNUZ(20, 8),
    U4(21, 4),
    I4(22, 4),
    F4E2M1(23, 4),
    F8E8M0(24, 8),
    U2(25, 2),
    I2(26, 2);

    private final int number;
    private final int bits;

    OnnxType(int number, int bits) {
        this.number = number;
        this.bits = bits;
    }

    /// The type with that number; nothing for one that came after this list.
    public static Optional<OnnxType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /// The type as printed, also one that is not known: `f32`, `type 99`.
    public static String text(int number) {
        return of(number).map(OnnxType::text).orElse("type " + number);
    }

    public int number() {
        return number;
    }

    /// Its name in messages and tables.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Bits of one element where it is stored packed; 0 for texts, which have no fixed size.
    public int bits() {
        return bits;
    }

    /// Whether its elements can be the weights of a linear as they are.
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16 || this == F64;
    }

    /// The number of this type that is nearest to `value`, the even one of two. Types that are no floats
    /// keep it.
    public double round(double value) {
        return switch (this) {
            case F32 -> (float) value;
            case F16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case BF16 -> Float.intBitsToFloat(bf16((float) value) << 16);
            default -> value;
        };
    }

    /// The bits of the nearest number of type bf16, which are the upper ones of an f32.
    public static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((Float.isNaN(value) ? 0x7FC00000 : bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
    }

    /// How many elements a tensor has; nothing when an extent is negative or the number does not fit in 63 bits.
    public static Optional<Long> count(List<Long> dims) {
        BigInteger count = BigInteger.ONE;
        for (long dim : dims) {
            if (dim < 0) {
                return Optional.empty();
            }
            count = count.multiply(BigInteger.valueOf(dim));
            if (count.bitLength() > Long.SIZE - 1) {
                return Optional.empty();
            }
        }
        return Optional.of(count.longValueExact());
    }

    /// Bytes of `count` packed elements; nothing when they do not fit in 63 bits, or the size is not fixed.
    public Optional<Long> bytes(long count) {
        BigInteger size = BigInteger.valueOf(count).multiply(BigInteger.valueOf(bits));
        size = size.add(BigInteger.valueOf(Byte.SIZE - 1)).divide(BigInteger.valueOf(Byte.SIZE));
        return bits == 0 || size.bitLength() > Long.SIZE - 1 ? Optional.empty() : Optional.of(size.longValueExact());
    }
}
