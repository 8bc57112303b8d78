package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Tensor;

/// Where the runs lie that lists of indices choose: the last axis of `indices` holds the places along as many axes
/// of `data`, behind `batch` axes that both have in common. Works that out again without garbage while there are no
/// more lists than before.
final class RunPlaces {

    private int[] places = {};
    private int count;
    private int width;

    /// Finds where each run begins.
    ///
    /// @throws IllegalArgumentException when shapes do not go together or an index is not in its axis
    void find(String operator, Tensor data, Tensor indices, int batch) {
        Checks.integers(operator, "indices", indices);
        int depth = check(operator, data, indices, batch);
        count = indices.count(0, indices.rank() - 1);
        width = data.count(batch + depth, data.rank());
        if (places.length < count) {
            places = new int[count];
        }
        int batches = data.count(0, batch);
        int stride = data.count(batch, data.rank());
        int lists = batches == 0 ? 0 : count / batches;
        for (int i = 0; i < count; i++) {
            int place = i / lists * stride;
            for (int k = 0; k < depth; k++) {
                int index = Checks.index(operator, indices.integer(i * depth + k), data, batch + k);
                place += index * data.count(batch + k + 1, data.rank());
            }
            places[i] = place;
        }
    }

    private static int check(String operator, Tensor data, Tensor indices, int batch) {
        boolean fits = data.rank() > batch && indices.rank() > batch;
        for (int axis = 0; fits && axis < batch; axis++) {
            fits = data.dim(axis) == indices.dim(axis);
        }
        int depth = fits ? indices.dim(-1) : 0;
        if (depth < 1 || batch + depth > data.rank()) {
            throw new IllegalArgumentException(operator + ": indices " + indices + " do not lead into " + data
                    + (batch == 0 ? "" : " behind " + batch + " axes in common"));
        }
        return depth;
    }

    /// How many runs there are.
    int count() {
        return count;
    }

    /// Elements of a run.
    int width() {
        return width;
    }

    /// Where a run begins in `data`.
    int get(int run) {
        return places[run];
    }

    /// Where all begin; the array may be longer.
    int[] all() {
        return places;
    }
}
