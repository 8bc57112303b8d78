package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotatedWeightsTest {

    private static final int WIDTH = 16;
    private static final Graph LLAMA = LlamaGraphs.llama(new LlamaGraphs.Shape(37, WIDTH, 20, 1, 2, 1, 8), DType.F32);
    private static final RotateResidual.Rotated ROTATED = (RotateResidual.Rotated) RotateResidual.of(LLAMA);

    @TempDir
    Path folder;

    private Checkpoint checkpoint;
    private ResidualBasis basis;
    private RotatedWeights weights;

    @BeforeEach
    void open() {
        checkpoint = TestWeights.write(folder, LLAMA, ElementType.F32, 5);
        basis = ResidualBasis.of(ROTATED, checkpoint, true, Optional.empty(), 0);
        weights = new RotatedWeights(ROTATED, checkpoint, basis);
    }

    @AfterEach
    void close() {
        checkpoint.close();
    }

    private float[] read(String name) {
        TensorType type = weights.find(name).orElseThrow();
        float[] numbers = new float[type.size(0) * type.size(1)];
        weights.read(name, 0, numbers, 0, numbers.length);
        return numbers;
    }

    private double[] source(String name) {
        TensorType type = checkpoint.find(name).orElseThrow();
        float[] numbers = new float[type.size(0) * (type.rank() > 1 ? type.size(1) : 1)];
        checkpoint.read(name, 0, numbers, 0, numbers.length);
        double[] wide = new double[numbers.length];
        Arrays.setAll(wide, i -> numbers[i]);
        return wide;
    }

    /// `Qᵀ W diag(scale) Q` element by element in double, as far as `tensor` says.
    private double[] expected(RotatedTensor tensor) {
        int rows = tensor.type().size(0);
        int cols = tensor.type().size(1);
        double[] w = source(tensor.source());
        tensor.scale().ifPresent(scale -> {
            double[] factors = source(scale);
            Arrays.setAll(w, i -> w[i] * factors[i % cols]);
        });
        Matrix q = basis.q();
        double[] columns = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            columns[i] = tensor.columns() ? 0 : w[i];
            for (int j = 0; j < cols && tensor.columns(); j++) {
                columns[i] += w[i / cols * cols + j] * q.get(j, i % cols);
            }
        }
        double[] all = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            all[i] = tensor.rows() ? 0 : columns[i];
            for (int j = 0; j < rows && tensor.rows(); j++) {
                all[i] += q.get(j, i / cols) * columns[j * cols + i % cols];
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed.rows rotated", "layer[0].q rotated", "layer[0].down rotated", "head rotated"})
    void computesWhatTheTensorStandsFor(String name) {
        float[] actual = read(name);
        double[] expected = expected(ROTATED.tensors().get(name));
        for (int i = 0; i < expected.length; i++) {
            // Terms are about one in magnitude at most; each product and sum may round.
            assertThat((double) actual[i]).isCloseTo(expected[i], within(4 * WIDTH * 0x1p-24));
        }
    }

    @Test
    void readsAnyPart() {
        float[] all = read("layer[0].down rotated");
        float[] part = new float[40];
        weights.read("head rotated", 3, part, 0, 5);
        weights.read("layer[0].down rotated", 25, part, 7, 33);
        assertThat(Arrays.copyOfRange(part, 7, 40)).isEqualTo(Arrays.copyOfRange(all, 25, 58));
    }

    @Test
    void tensorsItDoesNotKnowAreTheCheckpoints() {
        assertThat(weights.find("model.embed_tokens.weight")).isEqualTo(checkpoint.find("model.embed_tokens.weight"));
        float[] ours = new float[WIDTH];
        float[] theirs = new float[WIDTH];
        weights.read("model.embed_tokens.weight", WIDTH, ours, 0, WIDTH);
        checkpoint.read("model.embed_tokens.weight", WIDTH, theirs, 0, WIDTH);
        assertThat(ours).isEqualTo(theirs);
    }

    @Test
    void refusesToReadBehindTheEnd() {
        assertThatThrownBy(() -> weights.read("layer[0].q rotated", 250, new float[10], 0, 10))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesABasisOfAnotherWidth() {
        Matrix one = new Matrix(1, 1, new float[] {1});
        assertThatThrownBy(() -> new RotatedWeights(ROTATED, checkpoint, new ResidualBasis(one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a basis of width 1 for a residual stream of width 16");
    }
}
