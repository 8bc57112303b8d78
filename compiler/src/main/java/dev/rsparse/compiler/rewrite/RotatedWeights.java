package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The weights of a rotated graph: its new tensors, computed as they are read, over those of a checkpoint.
///
/// One block of rows is kept: whoever reads from front to back has each computed once. The block is the whole
/// tensor where `Qᵀ` mixes its rows, and else of 64 MiB at most. Numerics: products are summed in float.
public final class RotatedWeights implements WeightSource {

    private static final int BLOCK_ELEMENTS = 1 << 24;

    private final WeightSource weights;
    private final Map<String, RotatedTensor> tensors;
    private final Matrix q;
    private final Matrix transposed;
    private Block block = new Block("", 0, Matrix.zeros(0, 0));

    /// Rows of one tensor.
    private record Block(String tensor, int firstRow, Matrix rows) {
        long start() {
            return (long) firstRow * rows.cols();
        }

        boolean holds(String name, long element) {
            return tensor.equals(name) && element >= start() && element < start() + rows.data().length;
        }
    }

    /// @param weights what the weights of the graph were before it was rotated
    /// @throws IllegalArgumentException when `basis` is not as wide as the graph's residual stream
    public RotatedWeights(RotateResidual.Rotated graph, WeightSource weights, ResidualBasis basis) {
        if (basis.width() != graph.width()) {
            throw new IllegalArgumentException(
                    "a basis of width " + basis.width() + " for a residual stream of width " + graph.width());
        }
        this.weights = weights;
        this.tensors = graph.tensors();
        this.q = basis.q();
        this.transposed = q.transposed();
    }

    @Override
    public Optional<TensorType> find(String name) {
        RotatedTensor tensor = tensors.get(name);
        return tensor == null ? weights.find(name) : Optional.of(tensor.type());
    }

    @Override
    public void read(String name, long from, float[] into, int offset, int count) {
        RotatedTensor tensor = tensors.get(name);
        if (tensor == null) {
            weights.read(name, from, into, offset, count);
            return;
        }
        Objects.checkFromIndexSize(
                from, count, (long) tensor.type().size(0) * tensor.type().size(1));
        Objects.checkFromIndexSize(offset, count, into.length);
        for (int done = 0; done < count; ) {
            Block holding = block(tensor, from + done);
            int start = (int) (from + done - holding.start());
            int length = Math.min(count - done, holding.rows().data().length - start);
            System.arraycopy(holding.rows().data(), start, into, offset + done, length);
            done += length;
        }
    }

    private synchronized Block block(RotatedTensor tensor, long element) {
        if (!block.holds(tensor.name(), element)) {
            int in = tensor.type().size(1);
            int most = tensor.rows() ? tensor.type().size(0) : Math.max(1, BLOCK_ELEMENTS / in);
            int first = (int) (element / in / most) * most;
            int count = Math.min(most, tensor.type().size(0) - first);
            block = new Block(tensor.name(), first, rotated(tensor, first, count));
        }
        return block;
    }

    private Matrix rotated(RotatedTensor tensor, int first, int count) {
        LinearAlgebra algebra = ProviderChoice.once().algebra();
        Matrix folded = tensor.folded(weights, first, count);
        Matrix columns = tensor.columns() ? algebra.multiply(folded, q) : folded;
        return tensor.rows() ? algebra.multiply(transposed, columns) : columns;
    }
}
