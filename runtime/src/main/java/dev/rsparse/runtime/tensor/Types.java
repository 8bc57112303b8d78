package dev.rsparse.runtime.tensor;

import static dev.rsparse.runtime.io.ElementType.BF16;
import static dev.rsparse.runtime.io.ElementType.BOOL;
import static dev.rsparse.runtime.io.ElementType.F16;
import static dev.rsparse.runtime.io.ElementType.F32;
import static dev.rsparse.runtime.io.ElementType.F64;
import static dev.rsparse.runtime.io.ElementType.I16;
import static dev.rsparse.runtime.io.ElementType.I32;
import static dev.rsparse.runtime.io.ElementType.I64;
import static dev.rsparse.runtime.io.ElementType.I8;
import static dev.rsparse.runtime.io.ElementType.U16;
import static dev.rsparse.runtime.io.ElementType.U32;
import static dev.rsparse.runtime.io.ElementType.U64;
import static dev.rsparse.runtime.io.ElementType.U8;

import dev.rsparse.runtime.io.ElementType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// Kinds of element types, and the numbers that ONNX gives to types.
public final class Types {

    /// Floats of 16, 32 and 64 bits.
    public static final Set<ElementType> FLOATS = set(F32, F16, BF16, F64);

    /// Integers with a sign.
    public static final Set<ElementType> SIGNED = set(I8, I16, I32, I64);

    /// Integers without one.
    public static final Set<ElementType> UNSIGNED = set(U8, U16, U32, U64);

    /// All integers; BOOL is none.
    public static final Set<ElementType> INTEGERS = union(SIGNED, UNSIGNED);

    /// Floats and integers.
    public static final Set<ElementType> NUMBERS = union(FLOATS, INTEGERS);

    /// Floats, and integers with a sign.
    public static final Set<ElementType> SIGNED_NUMBERS = union(FLOATS, SIGNED);

    /// BOOL alone.
    public static final Set<ElementType> BOOLS = set(BOOL);

    /// All that tensors hold.
    public static final Set<ElementType> ALL = union(NUMBERS, BOOLS);

    private Types() {}

    private static Set<ElementType> set(ElementType first, ElementType... more) {
        return Collections.unmodifiableSet(EnumSet.of(first, more));
    }

    /// What is in one of two sets.
    public static Set<ElementType> union(Set<ElementType> left, Set<ElementType> right) {
        EnumSet<ElementType> both = EnumSet.copyOf(left);
        both.addAll(right);
        return Collections.unmodifiableSet(both);
    }

    /// The type that ONNX gives a number (`TensorProto.DataType`), as in attribute `to` of Cast.
    ///
    /// @throws IllegalArgumentException when tensors do not hold it
    public static ElementType ofOnnx(long number) {
        return switch (Math.toIntExact(number)) {
            case 1 -> F32;
            case 2 -> U8;
            case 3 -> I8;
            case 4 -> U16;
            case 5 -> I16;
            case 6 -> I32;
            case 7 -> I64;
            case 9 -> BOOL;
            case 10 -> F16;
            case 11 -> F64;
            case 12 -> U32;
            case 13 -> U64;
            case 16 -> BF16;
            default -> throw new IllegalArgumentException("tensors hold no elements of ONNX type " + number);
        };
    }

    /// Refuses a tensor whose type is not among `allowed`.
    ///
    /// @param operator names who refuses
    /// @param operand names the tensor
    public static void check(Operator operator, String operand, Tensor tensor, Set<ElementType> allowed) {
        if (!allowed.contains(tensor.type())) {
            throw new IllegalArgumentException(operator.getClass().getSimpleName() + ": " + operand + " " + tensor
                    + " has a type that the operator does not take");
        }
    }
}
