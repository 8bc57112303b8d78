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
    SCALE;

    /// Whether it takes a number.
    public boolean takesNumber() {
        return this == SOFTCAP || this == SCALE;
    }
}
