package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Weights as float matrices, each read once and then held.
final class WeightMatrices {

    private final WeightSource source;
    private final Map<String, Matrix> matrices = new ConcurrentHashMap<>();

    WeightMatrices(WeightSource source) {
        this.source = source;
    }

    /// `[rows,cols]`; a vector is one row.
    Matrix of(Weight weight) {
        return matrices.computeIfAbsent(weight.tensor(), tensor -> {
            TensorType type = source.find(tensor).orElseThrow();
            Matrix matrix = Matrix.zeros(type.rank() == 1 ? 1 : type.size(0), type.size(-1));
            source.read(tensor, 0, matrix.data(), 0, matrix.data().length);
            return matrix;
        });
    }
}
