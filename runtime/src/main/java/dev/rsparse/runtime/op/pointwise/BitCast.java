package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// The bits of the elements of `input` taken for elements of the type that attribute `to` gives the number of,
/// which has as many bits (ONNX BitCast-26).
public final class BitCast implements Operator {

    private final ElementType type;

    /// @throws IllegalArgumentException for a type that tensors do not hold
    public BitCast(Settings settings) {
        this.type = Types.ofOnnx(settings.integer("to", 0));
    }

    /// Writes the elements.
    ///
    /// @throws IllegalArgumentException for elements with another number of bits
    public void run(Tensor input, Tensor output) {
        boolean bool = input.type() == ElementType.BOOL || type == ElementType.BOOL;
        if (input.type().bits() != type.bits() || bool && input.type() != type) {
            throw new IllegalArgumentException(
                    "BitCast: the elements of " + input + " do not have the bits of " + type);
        }
        output.shapeLike(type, input);
        if (input.data().getClass() == output.data().getClass()) {
            System.arraycopy(input.data(), 0, output.data(), 0, input.count());
        } else {
            for (int i = 0; i < input.count(); i++) {
                setBits(output, i, bits(input, i));
            }
        }
    }

    private static long bits(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case F32 -> Float.floatToRawIntBits(tensor.floats()[index]);
            case F64 -> Double.doubleToRawLongBits(tensor.doubles()[index]);
            default -> tensor.integer(index);
        };
    }

    private static void setBits(Tensor tensor, int index, long bits) {
        switch (tensor.type()) {
            case F32 -> tensor.floats()[index] = Float.intBitsToFloat((int) bits);
            case F64 -> tensor.doubles()[index] = Double.longBitsToDouble(bits);
            default -> tensor.setInteger(index, bits);
        }
    }
}
