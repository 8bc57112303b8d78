package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Tensor;

/// Where the elements lie that indices choose one by one along an axis: `data[i.., indices[i.., j, k..], k..]`.
/// Works that out again without garbage while there are no more indices than before.
final class ElementPlaces {

    private int[] places = {};

    /// The place in `data` of each element of `indices`, in an array that may be longer.
    ///
    /// @throws IllegalArgumentException when shapes do not go together or an index is not in the axis
    int[] of(String operator, Tensor data, Tensor indices, int along) {
        Checks.integers(operator, "indices", indices);
        check(operator, data, indices, along);
        if (places.length < indices.count()) {
            places = new int[indices.count()];
        }
        int last = data.rank() - 1;
        int width = indices.dim(last);
        int stride = data.count(along + 1, data.rank());
        int step = along == last ? 0 : 1;
        for (int start = 0; start < indices.count(); start += width) {
            int base = base(data, indices, along, start / width);
            for (int i = 0; i < width; i++) {
                int index = Checks.index(operator, indices.integer(start + i), data, along);
                places[start + i] = base + i * step + index * stride;
            }
        }
        return places;
    }

    /// Where a row of indices lies in `data`, but for the place along the axis.
    private static int base(Tensor data, Tensor indices, int along, int row) {
        int rest = row;
        int base = 0;
        for (int axis = data.rank() - 2; axis >= 0; axis--) {
            int place = rest % indices.dim(axis);
            rest /= indices.dim(axis);
            base += axis == along ? 0 : place * data.count(axis + 1, data.rank());
        }
        return base;
    }

    private static void check(String operator, Tensor data, Tensor indices, int along) {
        boolean fits = data.rank() == indices.rank();
        for (int axis = 0; fits && axis < data.rank(); axis++) {
            fits = axis == along || indices.dim(axis) <= data.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    operator + ": indices " + indices + " do not fit in " + data + " along axis " + along);
        }
    }
}
