package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;

/// Single elements of tensors, of the types that a model's inputs and outputs may have.
final class Elements {

    private Elements() {}

    /// Whether elements of that type can be read and written here.
    static boolean isNumber(OnnxType type) {
        return type.isFloat() || isInteger(type);
    }

    /// Whether elements are whole numbers, bool as 0 and 1.
    static boolean isInteger(OnnxType type) {
        return switch (type) {
            case I8, I16, I32, I64, U8, U16, U32, U64, BOOL -> true;
            default -> false;
        };
    }

    /// Element `i` as a double: exact but for whole numbers beyond 2^53.
    static double number(OnnxType type, ByteBuffer bytes, int i) {
        return switch (type) {
            case F32 -> bytes.getFloat(i * Float.BYTES);
            case F64 -> bytes.getDouble(i * Double.BYTES);
            case F16 -> Float.float16ToFloat(bytes.getShort(i * Short.BYTES));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(i * Short.BYTES) << Short.SIZE);
            case U64 -> unsigned(bytes.getLong(i * Long.BYTES));
            default -> whole(type, bytes, i);
        };
    }

    private static double unsigned(long bits) {
        double half = bits >>> 1;
        return bits >= 0 ? bits : 2 * half + (bits & 1);
    }

    /// Element `i` of a type of whole numbers; those of u64 above 2^63 - 1 come out negative.
    static long whole(OnnxType type, ByteBuffer bytes, int i) {
        return switch (type) {
            case I8 -> bytes.get(i);
            case U8, BOOL -> Byte.toUnsignedLong(bytes.get(i));
            case I16 -> bytes.getShort(i * Short.BYTES);
            case U16 -> Short.toUnsignedLong(bytes.getShort(i * Short.BYTES));
            case I32 -> bytes.getInt(i * Integer.BYTES);
            case U32 -> Integer.toUnsignedLong(bytes.getInt(i * Integer.BYTES));
            case I64, U64 -> bytes.getLong(i * Long.BYTES);
            default -> throw new IllegalArgumentException(type.text() + " holds no whole numbers");
        };
    }

    /// Writes the element nearest to `value`; what a float cannot tell apart is the caller's to check.
    static void put(OnnxType type, ByteBuffer bytes, int i, double value) {
        switch (type) {
            case F32 -> bytes.putFloat(i * Float.BYTES, (float) value);
            case F64 -> bytes.putDouble(i * Double.BYTES, value);
            case F16 -> bytes.putShort(i * Short.BYTES, Float.floatToFloat16((float) value));
            case BF16 ->
                bytes.putShort(i * Short.BYTES, (short) (Float.floatToRawIntBits((float) value) >>> Short.SIZE));
            default -> put(type, bytes, i, (long) value);
        }
    }

    /// Writes the low bits of `value`, or the float nearest to it.
    static void put(OnnxType type, ByteBuffer bytes, int i, long value) {
        switch (type) {
            case I8, U8, BOOL -> bytes.put(i, (byte) value);
            case I16, U16 -> bytes.putShort(i * Short.BYTES, (short) value);
            case I32, U32 -> bytes.putInt(i * Integer.BYTES, (int) value);
            case I64, U64 -> bytes.putLong(i * Long.BYTES, value);
            default -> put(type, bytes, i, (double) value);
        }
    }
}
