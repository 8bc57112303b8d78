package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;

/// Arrays as the elements of a type.
final class Storage {

    private static final double TWO_TO_63 = 0x1p63;

    private Storage() {}

    /// A new array of zeros.
    ///
    /// @throws IllegalArgumentException when no array stands for the type
    static Object make(ElementType type, int count) {
        return switch (type) {
            case F32 -> new float[count];
            case F64 -> new double[count];
            case I64, U64 -> new long[count];
            case I32, U32 -> new int[count];
            case I16, U16, F16, BF16 -> new short[count];
            case I8, U8, BOOL -> new byte[count];
            case F4, F6_E2M3, F6_E3M2, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, C64 ->
                throw new IllegalArgumentException("tensors hold no elements of type " + type);
        };
    }

    /// Whether an array can hold `count` elements of a type.
    static boolean fits(Object data, ElementType type, int count) {
        return switch (data) {
            case float[] array -> type == ElementType.F32 && array.length >= count;
            case double[] array -> type == ElementType.F64 && array.length >= count;
            case long[] array -> isLong(type) && array.length >= count;
            case int[] array -> isInt(type) && array.length >= count;
            case short[] array -> isShort(type) && array.length >= count;
            case byte[] array -> isByte(type) && array.length >= count;
            default -> throw new IllegalStateException("no storage: " + data.getClass());
        };
    }

    private static boolean isLong(ElementType type) {
        return type == ElementType.I64 || type == ElementType.U64;
    }

    private static boolean isInt(ElementType type) {
        return type == ElementType.I32 || type == ElementType.U32;
    }

    private static boolean isShort(ElementType type) {
        return type == ElementType.I16
                || type == ElementType.U16
                || type == ElementType.F16
                || type == ElementType.BF16;
    }

    private static boolean isByte(ElementType type) {
        return type == ElementType.I8 || type == ElementType.U8 || type == ElementType.BOOL;
    }

    static double number(ElementType type, Object data, int index) {
        return switch (type) {
            case F32 -> ((float[]) data)[index];
            case F64 -> ((double[]) data)[index];
            case F16 -> Float.float16ToFloat(((short[]) data)[index]);
            case BF16 -> Float.intBitsToFloat(((short[]) data)[index] << 16);
            case U64 -> unsigned(((long[]) data)[index]);
            default -> (double) integer(type, data, index);
        };
    }

    /// An unsigned integer as the nearest double.
    private static double unsigned(long bits) {
        if (bits >= 0) {
            return (double) bits;
        }
        // Halved, with the bit that falls off kept for rounding.
        return 2.0 * (bits >>> 1 | bits & 1);
    }

    static long integer(ElementType type, Object data, int index) {
        return switch (type) {
            case I64, U64 -> ((long[]) data)[index];
            case I32 -> ((int[]) data)[index];
            case U32 -> Integer.toUnsignedLong(((int[]) data)[index]);
            case I16 -> ((short[]) data)[index];
            case U16 -> Short.toUnsignedLong(((short[]) data)[index]);
            case I8, BOOL -> ((byte[]) data)[index];
            case U8 -> Byte.toUnsignedLong(((byte[]) data)[index]);
            default -> (long) number(type, data, index);
        };
    }

    static void setNumber(ElementType type, Object data, int index, double value) {
        switch (type) {
            case F32 -> ((float[]) data)[index] = (float) value;
            case F64 -> ((double[]) data)[index] = value;
            case F16 -> ((short[]) data)[index] = HalfFloats.f16(value);
            case BF16 -> ((short[]) data)[index] = HalfFloats.bf16(value);
            case BOOL -> ((byte[]) data)[index] = (byte) (value == 0 ? 0 : 1);
            case U64 ->
                ((long[]) data)[index] =
                        value >= TWO_TO_63 ? (long) (value - TWO_TO_63) + Long.MIN_VALUE : (long) value;
            default -> setInteger(type, data, index, (long) value);
        }
    }

    static void setInteger(ElementType type, Object data, int index, long value) {
        switch (type) {
            case I64, U64 -> ((long[]) data)[index] = value;
            case I32, U32 -> ((int[]) data)[index] = (int) value;
            case I16, U16 -> ((short[]) data)[index] = (short) value;
            case I8, U8 -> ((byte[]) data)[index] = (byte) value;
            case BOOL -> ((byte[]) data)[index] = (byte) (value == 0 ? 0 : 1);
            default -> setNumber(type, data, index, (double) value);
        }
    }
}
