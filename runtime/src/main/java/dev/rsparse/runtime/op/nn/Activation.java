package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.scalar.ScalarMath;

/// A function of the gates of recurrent layers.
@FunctionalInterface
interface Activation {

    /// The function's value.
    float of(float x);

    /// The function that ONNX calls by a name.
    ///
    /// @param alpha the first of its constants, or NaN for what ONNX gives; so is `beta`, the second
    static Activation named(String operator, String name, float alpha, float beta) {
        return switch (name) {
            case "Sigmoid" -> ScalarMath::sigmoid;
            case "Tanh" -> ScalarMath::tanh;
            case "Relu" -> x -> Math.max(x, 0);
            case "Affine" -> x -> or(alpha, 1) * x + or(beta, 0);
            case "LeakyRelu" -> x -> x < 0 ? or(alpha, 0.01f) * x : x;
            case "ThresholdedRelu" -> x -> x > or(alpha, 1) ? x : 0;
            case "ScaledTanh" -> x -> or(alpha, 1) * ScalarMath.tanh(or(beta, 1) * x);
            case "HardSigmoid" -> x -> Math.clamp(or(alpha, 0.2f) * x + or(beta, 0.5f), 0, 1);
            case "Elu" -> x -> x < 0 ? (float) (or(alpha, 1) * Math.expm1(x)) : x;
            case "Softsign" -> x -> x / (1 + Math.abs(x));
            case "Softplus" -> x -> (float) (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
            default -> throw new IllegalArgumentException(operator + ": there is no activation " + name);
        };
    }

    private static float or(float value, float otherwise) {
        return Float.isNaN(value) ? otherwise : value;
    }
}
