package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.runtime.kernel.Elementwise;
import java.util.HashMap;
import java.util.Map;

/// Gradients of one scalar with respect to the values of a sequence, from the last node back to the first
/// (reverse-mode differentiation). Weights get none.
final class Backward {

    /// Sees what flows back through the operations that can be thinned.
    interface Listener {

        /// @param x the linear's input `[rows,in]`
        /// @param gradient of the output `[rows,out]`
        /// @param toInput `gradient W`, this linear's share of the gradient of `x`
        void linear(Node.Linear linear, Matrix x, Matrix gradient, Matrix toInput);

        /// @param silu `silu(gate)` `[rows,inner]`
        /// @param up the other factor
        /// @param gradient of the product
        void product(String site, Matrix silu, Matrix up, Matrix gradient);
    }

    private final Interpreter interpreter;
    private final LinearAlgebra algebra;
    private final Sequence state;
    private final Map<Integer, Matrix> gradients = new HashMap<>();

    /// @param state with every value, from [Interpreter#keepAll]
    Backward(Interpreter interpreter, Sequence state) {
        this.interpreter = interpreter;
        this.algebra = interpreter.algebra();
        this.state = state;
    }

    /// Runs back from the input of the head.
    ///
    /// @param gradient of the head's input
    void run(Matrix gradient, Listener listener) {
        add(interpreter.head().x(), gradient);
        for (Node node :
                interpreter.graph().nodes().subList(0, interpreter.headIndex()).reversed()) {
            Matrix arrived = gradients.remove(node.output().id());
            if (arrived != null) {
                through(node, arrived, listener);
            }
        }
    }

    private void add(Value value, Matrix gradient) {
        Matrix before = gradients.get(value.id());
        gradients.put(value.id(), before == null ? gradient : Forward.add(before, gradient));
    }

    private void through(Node node, Matrix gradient, Listener listener) {
        switch (node) {
            case Node.Gather _, Node.Positions _, Node.Input _ -> {}
            case Node.Softmax softmax -> add(softmax.x(), softmax(state.of(softmax.output()), gradient));
            case Node.LayerNorm norm -> add(norm.x(), layerNorm(norm, gradient));
            case Node.AddBias sum -> add(sum.x(), gradient);
            case Node.Slice slice -> {
                Matrix whole = Matrix.zeros(gradient.rows(), slice.x().type().size(-1));
                Forward.addSlice(gradient, whole, slice.from());
                add(slice.x(), whole);
            }
            case Node.Pointwise pointwise -> {
                Matrix slope = Elements.slope(pointwise, state.of(pointwise.x()), state.of(pointwise.output()));
                add(pointwise.x(), Forward.mul(gradient, slope));
            }
            case Node.RmsNorm norm -> add(norm.x(), norm(norm, gradient));
            case Node.Linear linear -> {
                Matrix toInput =
                        algebra.multiply(gradient, interpreter.weights().of(linear.weight()));
                listener.linear(linear, state.of(linear.x()), gradient, toInput);
                add(linear.x(), toInput);
            }
            case Node.Rope rope -> add(rope.x(), Forward.rope(gradient, rope, -1));
            case Node.Attention attention -> attention(attention, gradient);
            case Node.Silu silu -> add(silu.x(), Forward.mul(gradient, slope(state.of(silu.x()))));
            case Node.SiluMul product -> product(product, gradient, listener);
            case Node.Add sum -> {
                add(sum.left(), gradient);
                add(sum.right(), gradient);
            }
            case Node.Mul product -> {
                add(product.left(), Forward.mul(gradient, state.of(product.right())));
                add(product.right(), Forward.mul(gradient, state.of(product.left())));
            }
            case Node.SparseLowRankLinear _, Node.GatedRowsLinear _, PictureNode _ ->
                throw new IllegalArgumentException(
                        "gradients are taken of a dense graph of tokens, not of a " + node.op());
        }
    }

    private void product(Node.SiluMul product, Matrix gradient, Listener listener) {
        Matrix gate = state.of(product.gate());
        Matrix silu = Forward.silu(gate);
        Matrix up = state.of(product.up());
        interpreter.gatedSite(product).ifPresent(site -> listener.product(site, silu, up, gradient));
        add(product.up(), Forward.mul(gradient, silu));
        add(product.gate(), Forward.mul(Forward.mul(gradient, up), slope(gate)));
    }

    /// `p * (g - sum(g * p))` per row, given the probabilities `p`.
    private static Matrix softmax(Matrix made, Matrix gradient) {
        Matrix out = Matrix.zeros(made.rows(), made.cols());
        for (int start = 0; start < made.data().length; start += made.cols()) {
            float dot = 0;
            for (int j = start; j < start + made.cols(); j++) {
                dot += made.data()[j] * gradient.data()[j];
            }
            for (int j = start; j < start + made.cols(); j++) {
                out.data()[j] = made.data()[j] * (gradient.data()[j] - dot);
            }
        }
        return out;
    }

    /// The derivative of silu: `s (1 + x (1 - s))` with `s = sigmoid(x)`.
    private static Matrix slope(Matrix x) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        Elementwise.silu(x.data(), out.data(), 0, x.data().length);
        for (int i = 0; i < out.data().length; i++) {
            float value = x.data()[i];
            // At 0 the quotient that gives the sigmoid is undefined, and the sigmoid is a half.
            float sigmoid = value == 0 ? 0.5f : out.data()[i] / value;
            out.data()[i] = sigmoid * (1 + value * (1 - sigmoid));
        }
        return out;
    }

    private Matrix norm(Node.RmsNorm norm, Matrix gradient) {
        Matrix x = state.of(norm.x());
        float[] scale = interpreter.scale(norm);
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        int width = norm.width();
        for (int start = 0; start < x.data().length; start += width) {
            float factor = Forward.inverseRms(x, start, width, norm.epsilon());
            float dot = 0;
            for (int j = 0; j < width; j++) {
                dot += gradient.data()[start + j] * (scale.length == 0 ? 1 : scale[j]) * x.data()[start + j];
            }
            float back = factor * factor * factor * dot / width;
            for (int j = 0; j < width; j++) {
                float scaled = gradient.data()[start + j] * (scale.length == 0 ? 1 : scale[j]);
                out.data()[start + j] = factor * scaled - back * x.data()[start + j];
            }
        }
        return out;
    }

    private Matrix layerNorm(Node.LayerNorm norm, Matrix gradient) {
        Matrix x = state.of(norm.x());
        float[] scale = interpreter.weights().of(norm.scale()).data();
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        int width = x.cols();
        for (int row = 0; row < x.rows(); row++) {
            int start = row * width;
            float mean = Forward.mean(x, row);
            float factor = Forward.inverseDeviation(x, row, mean, norm.epsilon());
            float sum = 0;
            float dot = 0;
            for (int j = 0; j < width; j++) {
                float scaled = gradient.data()[start + j] * scale[j];
                sum += scaled;
                dot += scaled * (x.data()[start + j] - mean) * factor;
            }
            for (int j = 0; j < width; j++) {
                float normed = (x.data()[start + j] - mean) * factor;
                float scaled = gradient.data()[start + j] * scale[j];
                out.data()[start + j] = factor * (scaled - sum / width - normed * dot / width);
            }
        }
        return out;
    }

    private void attention(Node.Attention node, Matrix gradient) {
        int dim = node.headDim();
        int group = node.heads() / node.kvHeads();
        Matrix toQ = Matrix.zeros(gradient.rows(), node.heads() * dim);
        Matrix toK = Matrix.zeros(gradient.rows(), node.kvHeads() * dim);
        Matrix toV = Matrix.zeros(gradient.rows(), node.kvHeads() * dim);
        for (int head = 0; head < node.heads(); head++) {
            int at = head * dim;
            int shared = head / group * dim;
            Matrix q = Forward.slice(state.of(node.q()), at, dim);
            Matrix k = Forward.slice(state.of(node.k()), shared, dim);
            Matrix v = Forward.slice(state.of(node.v()), shared, dim);
            Matrix part = Forward.slice(gradient, at, dim);
            Matrix weights = interpreter.forward().probabilities(node.scoring(), q, k);
            Forward.addSlice(algebra.multiply(weights, true, part, false), toV, shared);
            Matrix toScores = scores(
                    weights,
                    algebra.multiply(part, false, v, true),
                    node.scoring().scale());
            if (node.scoring().cap() > 0) {
                uncap(
                        toScores,
                        interpreter.forward().scores(node.scoring(), q, k),
                        node.scoring().cap());
            }
            Forward.addSlice(algebra.multiply(toScores, k), toQ, at);
            Forward.addSlice(algebra.multiply(toScores, true, q, false), toK, shared);
        }
        add(node.q(), toQ);
        add(node.k(), toK);
        add(node.v(), toV);
    }

    /// Through the softmax: `P * (g - sum(g * P))` per row, and the scale of the scores.
    private static Matrix scores(Matrix weights, Matrix gradient, float scale) {
        int size = weights.cols();
        for (int row = 0; row < size; row++) {
            int start = row * size;
            float dot = 0;
            for (int j = start; j <= start + row; j++) {
                dot += weights.data()[j] * gradient.data()[j];
            }
            for (int j = start; j < start + size; j++) {
                gradient.data()[j] = weights.data()[j] * (gradient.data()[j] - dot) * scale;
            }
        }
        return gradient;
    }

    /// Through `cap * tanh(s / cap)`.
    private static void uncap(Matrix gradient, Matrix capped, float cap) {
        for (int i = 0; i < gradient.data().length; i++) {
            float share = capped.data()[i] / cap;
            gradient.data()[i] *= 1 - share * share;
        }
    }
}
