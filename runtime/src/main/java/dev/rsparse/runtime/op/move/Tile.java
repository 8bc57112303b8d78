package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `input` repeated `repeats[i]` times along each axis. Any type; the repeats are a list as long as the rank.
/// ONNX Tile-6,-13.
public final class Tile implements Operator {

    private final Numbers times = new Numbers("Tile", "repeats", new long[0]);
    private final Extents extents = new Extents();
    private final StridedCopy copy;

    public Tile(Settings settings) {
        this.copy = new StridedCopy(settings.workers());
    }

    /// Writes the repeated elements.
    public void run(Tensor input, Tensor repeats, Tensor out) {
        times.read(repeats);
        int rank = input.rank();
        if (times.size() != rank) {
            throw new IllegalArgumentException("Tile: repeats " + times + " do not go with " + input);
        }
        extents.clear();
        for (int axis = 0; axis < rank; axis++) {
            long extent = times.get(axis) > Integer.MAX_VALUE ? -1 : input.dim(axis) * times.get(axis);
            extents.add(Checks.extent("Tile", extent, input));
        }
        extents.shape(out, input.type());
        copy.clear();
        for (int axis = 0; axis < rank; axis++) {
            int stride = input.count(axis + 1, rank);
            int outStride = out.count(axis + 1, rank);
            copy.axis((int) times.get(axis), 0, input.dim(axis) * outStride);
            copy.axis(input.dim(axis), stride, outStride);
        }
        copy.run(input, 0, out, 0);
    }
}
