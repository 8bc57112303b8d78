package dev.rsparse.runtime.tensor;

import java.util.ArrayList;
import java.util.List;

/// Tensors of one type and shape laid one behind the other along a new first axis, as ONNX Loop and Scan do it. It
/// may be used again and then makes no garbage.
public final class Stack {

    private final List<Tensor> slices = new ArrayList<>();
    private int count;
    private int[] dims = {};

    /// Forgets all slices.
    public void clear() {
        count = 0;
    }

    /// Lays a copy of a tensor behind the others.
    ///
    /// @throws IllegalArgumentException when the others have another type or shape
    public void add(Tensor slice) {
        if (count > 0
                && !(slice.hasDimsOf(slices.getFirst())
                        && slice.type() == slices.getFirst().type())) {
            throw new IllegalArgumentException(
                    "a loop stacks up tensors of one shape, not " + slices.getFirst() + " and " + slice);
        }
        if (count == slices.size()) {
            slices.add(new Tensor());
        }
        slices.get(count++).copy(slice);
    }

    /// Gives all of them as one tensor; without any an empty list of type F32.
    public void give(Tensor out) {
        Tensor first = count > 0 ? slices.getFirst() : Tensor.ABSENT;
        int rank = first.rank() + 1;
        if (dims.length != rank) {
            dims = new int[rank];
        }
        dims[0] = count;
        for (int axis = 1; axis < rank; axis++) {
            dims[axis] = first.dim(axis - 1);
        }
        out.shape(first.type(), dims);
        for (int i = 0; i < count; i++) {
            out.copy(slices.get(i), 0, i * first.count(), first.count());
        }
    }
}
