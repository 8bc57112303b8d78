package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Where the elements lie that go into each result, when some axes of a tensor are reduced. Neighbouring axes of
/// one kind, kept or reduced, are taken for one.
final class ReducePlan {

    private int[] keptDims = {};
    private int[] keptStrides = {};
    private int[] reducedDims = {};
    private int[] reducedStrides = {};
    private int keptGroups;
    private int reducedGroups;
    private int results;
    private int parts;

    /// Works out the places.
    ///
    /// @param reduced which axes are
    void of(Tensor x, boolean[] reduced) {
        int rank = x.rank();
        if (keptDims.length < rank) {
            keptDims = new int[rank];
            keptStrides = new int[rank];
            reducedDims = new int[rank];
            reducedStrides = new int[rank];
        }
        keptGroups = 0;
        reducedGroups = 0;
        // From the last axis on, so that a group is closed when the kind changes.
        int stride = 1;
        int last = -1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            if (x.dim(axis) != 1) {
                int kind = reduced[axis] ? 1 : 0;
                join(kind, x.dim(axis), stride, kind == last);
                last = kind;
            }
            stride *= x.dim(axis);
        }
        results = Shapes.count(keptDims, keptGroups);
        parts = Shapes.count(reducedDims, reducedGroups);
    }

    private void join(int kind, int extent, int stride, boolean joins) {
        int[] dims = kind == 1 ? reducedDims : keptDims;
        int[] strides = kind == 1 ? reducedStrides : keptStrides;
        int groups = kind == 1 ? reducedGroups : keptGroups;
        if (joins) {
            dims[groups - 1] *= extent;
            return;
        }
        dims[groups] = extent;
        strides[groups] = stride;
        if (kind == 1) {
            reducedGroups++;
        } else {
            keptGroups++;
        }
    }

    /// Number of results.
    int results() {
        return results;
    }

    /// How many elements go into each.
    int parts() {
        return parts;
    }

    /// Whether the elements of each result lie one behind the other, and all of them in the order of the results.
    boolean isRows() {
        return reducedGroups == 0 || reducedGroups == 1 && reducedStrides[0] == 1;
    }

    /// Whether results of [#columns] columns lie one behind the other, as do the columns' elements, row by row.
    boolean isColumns() {
        return reducedGroups == 1 && keptGroups > 0 && keptStrides[0] == 1 && keptDims[0] == reducedStrides[0];
    }

    /// Results that lie beside each other.
    int columns() {
        return keptDims[0];
    }

    /// Where the elements of a result begin.
    int base(int result) {
        return place(result, keptDims, keptStrides, keptGroups);
    }

    /// How far behind that element `part` lies.
    int offset(int part) {
        return place(part, reducedDims, reducedStrides, reducedGroups);
    }

    private static int place(int index, int[] dims, int[] strides, int groups) {
        int rest = index;
        int place = 0;
        for (int group = 0; group < groups - 1; group++) {
            place += rest % dims[group] * strides[group];
            rest /= dims[group];
        }
        return groups == 0 ? place : place + rest * strides[groups - 1];
    }
}
