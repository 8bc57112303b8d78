package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// Floats of 16 bits as floats and back.
final class SixteenBits {

    private SixteenBits() {}

    /// Whether elements of a type are floats of 16 bits.
    static boolean are(ElementType type) {
        return type == ElementType.F16 || type == ElementType.BF16;
    }

    /// Puts `n` elements from `from` on to the beginning of `numbers`.
    static void decode(Tensor tensor, int from, float[] numbers, int n) {
        short[] bits = tensor.shorts();
        if (tensor.type() == ElementType.F16) {
            for (int i = 0; i < n; i++) {
                numbers[i] = Float.float16ToFloat(bits[from + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                numbers[i] = Float.intBitsToFloat(bits[from + i] << 16);
            }
        }
    }

    /// Makes the first `n` of `numbers` elements from `to` on: the nearest ones, ties to even.
    static void encode(float[] numbers, Tensor tensor, int to, int n) {
        short[] bits = tensor.shorts();
        if (tensor.type() == ElementType.F16) {
            for (int i = 0; i < n; i++) {
                bits[to + i] = Float.floatToFloat16(numbers[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                tensor.setNumber(to + i, numbers[i]);
            }
        }
    }
}
