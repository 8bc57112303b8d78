package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.runtime.kernel.Pointwise;
import dev.rsparse.runtime.kernel.Rounding;

/// Functions of each element alone, and their derivatives.
final class Elements {

    private static final double ROOT_TWO_BY_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private Elements() {}

    static Matrix apply(Node.Pointwise node, Matrix x) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        int count = x.data().length;
        switch (node.function()) {
            case RELU -> Pointwise.relu(x.data(), out.data(), 0, count);
            case GELU -> Pointwise.gelu(x.data(), out.data(), 0, count);
            case GELU_TANH -> Pointwise.geluTanh(x.data(), out.data(), 0, count);
            case TANH -> Pointwise.tanh(x.data(), out.data(), 0, count);
            case SIGMOID -> Pointwise.sigmoid(x.data(), out.data(), 0, x.rows(), x.cols(), x.cols());
            case SOFTCAP -> Pointwise.softCap(x.data(), out.data(), 0, count, node.number());
            case SCALE -> Pointwise.scale(x.data(), out.data(), 0, count, node.number());
            case ROUND_BF16 -> Rounding.bf16(x.data(), out.data(), 0, count);
            case ROUND_F16 -> Rounding.f16(x.data(), out.data(), 0, count);
            case TRUNCATE -> Rounding.i32(x.data(), out.data(), 0, count);
        }
        return out;
    }

    /// The derivative at each element of `x`, given what the function makes of it.
    static Matrix slope(Node.Pointwise node, Matrix x, Matrix made) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = (float) slope(node, x.data()[i], made.data()[i]);
        }
        return out;
    }

    private static double slope(Node.Pointwise node, double x, double made) {
        return switch (node.function()) {
            case RELU -> x > 0 ? 1 : 0;
            // The factor of x, which is the normal distribution's, and x times its density.
            case GELU -> (x == 0 ? 0.5 : made / x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> {
                double tanh = Math.tanh(ROOT_TWO_BY_PI * (x + CUBIC * x * x * x));
                double inner = ROOT_TWO_BY_PI * (1 + 3 * CUBIC * x * x);
                yield 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner;
            }
            case TANH -> 1 - made * made;
            case SIGMOID -> made * (1 - made);
            case SOFTCAP -> 1 - made / node.number() * (made / node.number());
            case SCALE -> node.number();
            // The slope of a step is 0 almost everywhere and would tell nothing of what lies before it. What is made
            // follows x, so the derivative is that of x itself.
            case ROUND_BF16, ROUND_F16, TRUNCATE -> 1;
        };
    }
}
