package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.runtime.kernel.Softmax;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/// What small errors in a linear's output cost, from one pass back through the dense model.
///
/// With the next token `y` drawn from the model itself, the gradient `g` of `-log p(y)` is 0 on the average and its
/// second moment is the Fisher information, so an error `e` in an output adds `E (g·e)² / 2` nats of divergence per
/// token, to second order. `g·e` needs no product with the weights: where the error comes from leaving out part of
/// an input `x`, it is the sum of `x_j (Wᵀg)_j` over what is left out.
public final class Fisher {

    private final Interpreter interpreter;
    private final Workers workers;
    private final long seed;

    /// Sums over the tokens of one sequence; not shared between threads.
    public interface Part {

        /// @param x the linear's input
        /// @param gradient of its output
        /// @param toInput `gradient W`
        void linear(String site, Matrix x, Matrix gradient, Matrix toInput);

        /// @param silu `silu(gate)`
        /// @param toProduct product of `silu`, `up` and the gradient of their product, elementwise: what
        ///     leaving out each element changes
        void product(String site, Matrix silu, Matrix toProduct);
    }

    public Fisher(Interpreter interpreter, long seed, Workers workers) {
        this.interpreter = interpreter;
        this.workers = workers;
        this.seed = seed;
    }

    /// Runs every sequence forth and back.
    ///
    /// @param parts gives each sequence, by its number, what takes its gradients
    /// @param progress told the number of a sequence when it is done
    public void run(List<int[]> windows, IntFunction<Part> parts, IntConsumer progress) throws InterruptedException {
        int head = interpreter.headIndex();
        workers.run(windows.size(), window -> {
            Sequence state = interpreter.keepAll(window, windows.get(window), head);
            Matrix hidden = state.of(interpreter.head().x());
            new Backward(interpreter, state).run(fromHead(hidden, window), listener(parts.apply(window)));
            progress.accept(window);
        });
    }

    private static Backward.Listener listener(Part part) {
        return new Backward.Listener() {
            @Override
            public void linear(Node.Linear linear, Matrix x, Matrix gradient, Matrix toInput) {
                part.linear(linear.weight().path(), x, gradient, toInput);
            }

            @Override
            public void product(String site, Matrix silu, Matrix up, Matrix gradient) {
                part.product(site, silu, Forward.mul(Forward.mul(silu, up), gradient));
            }
        };
    }

    /// Gradient of `-log p(y)` with respect to the head's input, `y` drawn for every token.
    private Matrix fromHead(Matrix hidden, int window) {
        SplittableRandom random = new SplittableRandom(seed + window);
        Matrix head = interpreter.weights().of(interpreter.head().weight());
        Matrix gradient = Matrix.zeros(hidden.rows(), hidden.cols());
        int chunk = Math.max(1, Judge.CHUNK_ELEMENTS / head.rows());
        for (int row = 0; row < hidden.rows(); row += chunk) {
            int rows = Math.min(chunk, hidden.rows() - row);
            Matrix read = Judge.rows(hidden, row, rows);
            Matrix logits = interpreter.logits(read);
            for (int i = 0; i < rows; i++) {
                Softmax.normalise(logits.data(), i * logits.cols(), logits.cols());
                logits.data()[i * logits.cols() + draw(logits, i, random.nextDouble())] -= 1;
            }
            Matrix made = interpreter.throughLogits(read, logits);
            float[] part = interpreter.algebra().multiply(made, head).data();
            System.arraycopy(part, 0, gradient.data(), row * hidden.cols(), part.length);
        }
        return gradient;
    }

    private static int draw(Matrix probabilities, int row, double share) {
        int start = row * probabilities.cols();
        double sum = 0;
        for (int i = 0; i < probabilities.cols(); i++) {
            sum += probabilities.data()[start + i];
            if (sum > share) {
                return i;
            }
        }
        // Rounding may leave the sum just under 1.
        return probabilities.cols() - 1;
    }
}
