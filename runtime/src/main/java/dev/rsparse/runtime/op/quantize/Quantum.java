package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.io.ElementType;

/// Element types that numbers are quantised to.
final class Quantum {

    // The numbers that ONNX gives element types.
    private static final int U8 = 2;
    private static final int I8 = 3;
    private static final int U16 = 4;
    private static final int I16 = 5;
    private static final int F32 = 1;
    private static final int F16 = 10;
    private static final int F64 = 11;
    private static final int BF16 = 16;

    private Quantum() {}

    /// The type with that number in ONNX; 0 stands for `otherwise`.
    static ElementType type(String operator, long number, ElementType otherwise) {
        return switch (Math.toIntExact(number)) {
            case 0 -> otherwise;
            case U8 -> ElementType.U8;
            case I8 -> ElementType.I8;
            case U16 -> ElementType.U16;
            case I16 -> ElementType.I16;
            case F32 -> ElementType.F32;
            case F16 -> ElementType.F16;
            case F64 -> ElementType.F64;
            case BF16 -> ElementType.BF16;
            default ->
                throw new IllegalArgumentException(
                        operator + ": output_dtype " + number + " is a type that is not supported");
        };
    }

    /// The nearest integer of a type, ties to even, after a zero point is added; what is beyond the type's range is
    /// its end.
    static long round(String operator, ElementType type, double value, long zero) {
        double whole = Math.rint(value) + zero;
        return switch (type) {
            case U8 -> (long) Math.clamp(whole, 0, 255);
            case I8 -> (long) Math.clamp(whole, -128, 127);
            case U16 -> (long) Math.clamp(whole, 0, 65535);
            case I16 -> (long) Math.clamp(whole, -32768, 32767);
            default -> throw new IllegalArgumentException(operator + ": nothing is quantised to " + type);
        };
    }
}
