package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.scalar.ScalarMath;

/// A function of the gates of recurrent layers.
@FunctionalInterface
interface Activation {

    /// The function's value.
    double of(double x);

    /// The function that ONNX calls by a name.
    ///
    /// @param alpha the first of its constants, or NaN for what ONNX gives; so is `beta`, the second
    /// @param single whether an error of f32 is good enough
    static Activation named(String operator, String name, float alpha, float beta, boolean single) {
        return switch (name) {
            case "Sigmoid" -> single ? x -> ScalarMath.sigmoid((float) x) : x -> 1 / (1 + Math.exp(-x));
            case "Tanh" -> tanh(single);
            case "Relu" -> x -> Math.max(x, 0);
            case "Affine" -> x -> or(alpha, 1) * x + or(beta, 0);
            case "LeakyRelu" -> x -> x < 0 ? or(alpha, 0.01f) * x : x;
            case "ThresholdedRelu" -> x -> x > or(alpha, 1) ? x : 0;
            case "ScaledTanh" -> {
                Activation tanh = tanh(single);
                yield x -> or(alpha, 1) * tanh.of(or(beta, 1) * x);
            }
            case "HardSigmoid" -> x -> Math.clamp(or(alpha, 0.2f) * x + or(beta, 0.5f), 0.0, 1.0);
            case "Elu" -> x -> x < 0 ? or(alpha, 1) * Math.expm1(x) : x;
            case "Softsign" -> x -> x / (1 + Math.abs(x));
            case "Softplus" -> x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            default -> throw new IllegalArgumentException(operator + ": there is no activation " + name);
        };
    }

    private static Activation tanh(boolean single) {
        return single ? x -> ScalarMath.tanh((float) x) : Math::tanh;
    }

    private static float or(float value, float otherwise) {
        return Float.isNaN(value) ? otherwise : value;
    }
}
