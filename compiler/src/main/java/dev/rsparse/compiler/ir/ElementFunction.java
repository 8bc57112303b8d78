package dev.rsparse.compiler.ir;

/// What is made of an element `x` and a number `a`.
public enum ElementFunction {
    /// `max(x, 0)` (ONNX Relu-14).
    RELU,
    /// `x / 2 * (1 + erf(x / sqrt(2)))` (Hendrycks and Gimpel, 2016).
    GELU,
    /// The same by `tanh(sqrt(2/pi) * (x + 0.044715 x³))` in place of `erf`.
    GELU_TANH,
    /// `tanh(x)` (ONNX Tanh-13).
    TANH,
    /// `1 / (1 + exp(-x))` (ONNX Sigmoid-13); the one that does not make 0 of 0.
    SIGMOID,
    /// `a * tanh(x / a)`.
    SOFTCAP,
    /// `a * x`.
    SCALE,
    /// The bfloat16 nearest to `x`, ties to even (ONNX Cast-13 and back).
    ROUND_BF16,
    /// The binary16 nearest to `x`, ties to even (ONNX Cast-13 and back).
    ROUND_F16,
    /// `x` without its fraction, within what 32-bit integers hold (ONNX Cast-13 and back).
    TRUNCATE;

    /// Whether it takes a number.
    public boolean takesNumber() {
        return this == SOFTCAP || this == SCALE;
    }
}
