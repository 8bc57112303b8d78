package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Tensor;

/// Which keys are no padding: `[B]`, how many there are, or `[B,T]` or `[B,S,T]`, 0 where a key is padding, to
/// whose score then a number is added.
final class PaddingMask {

    private final String operator;
    private final float filter;
    private Tensor mask = Tensor.ABSENT;
    private int keys;

    /// @param operator for messages
    /// @param filter what is added
    PaddingMask(String operator, float filter) {
        this.operator = operator;
        this.filter = filter;
    }

    /// Takes on a mask, which may be absent.
    void of(Tensor mask, int batches, int queries, int keys) {
        this.mask = mask;
        this.keys = keys;
        int rank = mask.rank();
        boolean fits = !mask.isPresent()
                || rank >= 1
                        && rank <= 3
                        && mask.dim(0) == batches
                        && (rank < 2 || mask.dim(-1) == keys)
                        && (rank < 3 || mask.dim(1) == queries);
        if (!fits) {
            throw new IllegalArgumentException(operator + ": mask " + mask + " is not of a supported shape for "
                    + batches + " batches of " + queries + " queries and " + keys + " keys");
        }
    }

    /// Adds the mask to a query's scores, and gives how many keys it may see.
    int add(int batch, int query, float[] scores, int at) {
        if (!mask.isPresent()) {
            return keys;
        }
        if (mask.rank() == 1) {
            return (int) mask.integer(batch);
        }
        int from = (mask.rank() == 2 ? batch : batch * mask.dim(1) + query) * keys;
        for (int i = 0; i < keys; i++) {
            scores[at + i] += mask.integer(from + i) == 0 ? filter : 0;
        }
        return keys;
    }
}
