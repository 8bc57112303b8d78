package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;

/// Arrays as the elements of a type.
final class Storage {

    /// Number of kinds of arrays.
    static final int KINDS = 6;

    private static final double TWO_TO_63 = 0x1p63;

    private Storage() {}

    /// A new array of zeros.
    ///
    /// @throws IllegalArgumentException when no array stands for the type
    static Object make(ElementType type, int count) {
        return switch (kind(type)) {
            case 0 -> new float[count];
            case 1 -> new double[count];
            case 2 -> new long[count];
            case 3 -> new int[count];
            case 4 -> new short[count];
            default -> new byte[count];
        };
    }

    /// Which of the [#KINDS] kinds of arrays holds elements of a type.
    ///
    /// @throws IllegalArgumentException when no array stands for the type
    static int kind(ElementType type) {
        return switch (type) {
            case F32 -> 0;
            case F64 -> 1;
            case I64, U64 -> 2;
            case I32, U32 -> 3;
            case I16, U16, F16, BF16 -> 4;
            case I8, U8, BOOL -> 5;
            case F4, F6_E2M3, F6_E3M2, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, C64 ->
                throw new IllegalArgumentException("tensors hold no elements of type " + type);
        };
    }

    /// Whether an array, which may be null, has room for `count` elements.
    static boolean holds(Object data, int count) {
        return data != null && Array.getLength(data) >= count;
    }

    /// The bytes of an array, in the order of this machine.
    static MemorySegment segment(Object data) {
        return switch (data) {
            case float[] array -> MemorySegment.ofArray(array);
            case double[] array -> MemorySegment.ofArray(array);
            case long[] array -> MemorySegment.ofArray(array);
            case int[] array -> MemorySegment.ofArray(array);
            case short[] array -> MemorySegment.ofArray(array);
            case byte[] array -> MemorySegment.ofArray(array);
            default -> throw new IllegalStateException("no storage: " + data.getClass());
        };
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
