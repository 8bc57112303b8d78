package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Tensor;

/// Checks of element types.
final class Types {

    private Types() {}

    /// Refuses what is not of floats.
    static void checkFloats(String operator, String name, Tensor tensor) {
        switch (tensor.type()) {
            case F32, F16, BF16, F64 -> {}
            default -> throw new IllegalArgumentException(operator + ": " + name + " " + tensor + " is not of floats");
        }
    }

    /// Refuses what is not of floats of up to 32 bits.
    static void checkShortFloats(String operator, String name, Tensor tensor) {
        switch (tensor.type()) {
            case F32, F16, BF16 -> {}
            default ->
                throw new IllegalArgumentException(
                        operator + ": " + name + " " + tensor + " is not of floats of up to 32 bits");
        }
    }
}
