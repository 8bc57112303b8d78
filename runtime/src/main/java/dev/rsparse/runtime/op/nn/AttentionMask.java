package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// A mask of attention scores that is stretched to `[batches,heads,queries,keys]`: true where a query sees a key,
/// or what is added to the score. Keys beyond its last axis are not seen.
final class AttentionMask {

    private final String operator;
    private Tensor mask = Tensor.ABSENT;
    private final int[] steps = new int[4];
    private final int[] wanted = new int[4];
    private int width;

    /// @param operator for messages
    AttentionMask(String operator) {
        this.operator = operator;
    }

    /// Takes on a mask.
    ///
    /// @param mask may be absent
    /// @param shorter whether its last axis may be shorter than `keys`
    void of(Tensor mask, int batches, int heads, int queries, int keys, boolean shorter) {
        this.mask = mask;
        width = keys;
        if (!mask.isPresent()) {
            return;
        }
        wanted[0] = batches;
        wanted[1] = heads;
        wanted[2] = queries;
        wanted[3] = keys;
        boolean fits = mask.rank() >= 1 && mask.rank() <= wanted.length;
        int step = 1;
        for (int k = 1; fits && k <= wanted.length; k++) {
            int axis = wanted.length - k;
            int extent = k <= mask.rank() ? mask.dim(-k) : 1;
            boolean part = k == 1 && shorter && extent < keys;
            fits = extent == wanted[axis] || extent == 1 || part;
            steps[axis] = extent == 1 && !part ? 0 : step;
            step *= extent;
            width = part ? extent : width;
        }
        if (!fits) {
            throw new IllegalArgumentException(operator + ": mask " + mask + " cannot be stretched to [" + batches + ","
                    + heads + "," + queries + "," + keys + "]");
        }
    }

    /// Adds the mask to a query's scores in f64, and gives how many of them it speaks of.
    int add(int batch, int head, int query, double[] scores, int at) {
        int from = mask.isPresent() ? batch * steps[0] + head * steps[1] + query * steps[2] : 0;
        for (int i = 0; i < width && mask.isPresent(); i++) {
            double number = mask.number(from + i * steps[3]);
            boolean hides = mask.type() == ElementType.BOOL && number == 0;
            scores[at + i] += hides ? Double.NEGATIVE_INFINITY : mask.type() == ElementType.BOOL ? 0 : number;
        }
        return width;
    }

    /// Adds the mask to a query's scores, and gives how many of them it speaks of.
    int add(int batch, int head, int query, float[] scores, int at) {
        if (!mask.isPresent()) {
            return width;
        }
        int from = batch * steps[0] + head * steps[1] + query * steps[2];
        if (mask.type() == ElementType.BOOL) {
            byte[] seen = mask.bytes();
            for (int i = 0; i < width; i++) {
                scores[at + i] = seen[from + i * steps[3]] == 0 ? Float.NEGATIVE_INFINITY : scores[at + i];
            }
        } else if (mask.type() == ElementType.F32) {
            float[] added = mask.floats();
            for (int i = 0; i < width; i++) {
                scores[at + i] += added[from + i * steps[3]];
            }
        } else {
            for (int i = 0; i < width; i++) {
                scores[at + i] += (float) mask.number(from + i * steps[3]);
            }
        }
        return width;
    }
}
