package dev.rsparse.runtime.tensor;

import java.util.Arrays;

/// Two or three shapes stretched to a common one, as NumPy and ONNX do it: aligned at the last axis, an extent of 1
/// goes with any other. Offsets of the operands are found row by row, a row being the longest run of last axes in which
/// each operand either moves on element by element or stands still.
///
/// It may be used again for other shapes and then makes no garbage while the rank stays the same.
public final class Broadcast {

    private final int operands;
    private final int[][] strides;
    private int[] dims = {};
    private int inner;
    private int width;
    private int rows;
    private final int[] steps;
    private final int[] offsets;
    /// The row's place on each axis that rows are told apart by.
    private int[] places = {};

    /// @param operands how many tensors are stretched
    public Broadcast(int operands) {
        this.operands = operands;
        this.strides = new int[operands][];
        this.steps = new int[operands];
        this.offsets = new int[operands];
    }

    /// Works out the common shape.
    ///
    /// @throws IllegalArgumentException when the shapes do not go together
    public void of(Tensor... tensors) {
        int rank = 0;
        for (Tensor tensor : tensors) {
            rank = Math.max(rank, tensor.rank());
        }
        if (dims.length != rank) {
            dims = new int[rank];
            places = new int[rank];
            for (int i = 0; i < operands; i++) {
                strides[i] = new int[rank];
            }
        } else if (strides[0] == null) {
            Arrays.setAll(strides, i -> new int[0]);
        }
        Arrays.fill(dims, 1);
        for (Tensor tensor : tensors) {
            stretch(tensor, tensors);
        }
        for (int i = 0; i < operands; i++) {
            setStrides(strides[i], tensors[i]);
        }
        setRows();
    }

    private void stretch(Tensor tensor, Tensor[] all) {
        int shift = dims.length - tensor.rank();
        for (int axis = 0; axis < tensor.rank(); axis++) {
            int extent = tensor.dim(axis);
            if (extent != 1 && dims[axis + shift] != 1 && dims[axis + shift] != extent) {
                throw new IllegalArgumentException("shapes do not go together: " + Arrays.toString(all));
            }
            dims[axis + shift] = extent == 1 ? dims[axis + shift] : extent;
        }
    }

    private void setStrides(int[] target, Tensor tensor) {
        Arrays.fill(target, 0);
        int stride = 1;
        for (int axis = tensor.rank() - 1; axis >= 0; axis--) {
            target[axis + dims.length - tensor.rank()] = tensor.dim(axis) == 1 ? 0 : stride;
            stride *= tensor.dim(axis);
        }
    }

    /// Joins last axes to a row as long as every operand goes through them in one way.
    private void setRows() {
        width = 1;
        Arrays.fill(steps, 0);
        inner = dims.length;
        boolean open = true;
        while (open && inner > 0) {
            int axis = inner - 1;
            open = dims[axis] == 1 || width == 1 || joins(axis);
            if (open) {
                for (int i = 0; i < operands && dims[axis] > 1; i++) {
                    steps[i] = width == 1 ? strides[i][axis] : steps[i];
                }
                width *= dims[axis];
                inner = axis;
            }
        }
        rows = width == 0 ? 0 : Shapes.count(dims, inner);
    }

    private boolean joins(int axis) {
        for (int i = 0; i < operands; i++) {
            if (strides[i][axis] != (long) steps[i] * width) {
                return false;
            }
        }
        return true;
    }

    /// The common shape; not a copy.
    public int[] dims() {
        return dims;
    }

    /// Elements of a row.
    public int width() {
        return width;
    }

    /// Number of rows; one after the other they are the result.
    public int rows() {
        return rows;
    }

    /// Elements that an operand moves on by from one element of a row to the next: 0 or 1.
    public int step(int operand) {
        return steps[operand];
    }

    /// Goes to a row: [#offset] is then where it begins in each operand.
    public void row(int row) {
        Arrays.fill(offsets, 0);
        int rest = row;
        for (int axis = inner - 1; axis >= 0; axis--) {
            places[axis] = rest % dims[axis];
            rest /= dims[axis];
            move(axis, places[axis]);
        }
    }

    /// Goes to the row after the one it is at, sooner than [#row] does; behind the last one comes the first.
    public void next() {
        for (int axis = inner - 1; axis >= 0; axis--) {
            if (++places[axis] < dims[axis]) {
                move(axis, 1);
                return;
            }
            move(axis, 1 - dims[axis]);
            places[axis] = 0;
        }
    }

    private void move(int axis, int count) {
        for (int i = 0; i < operands; i++) {
            offsets[i] += count * strides[i][axis];
        }
    }

    /// Where the row begins in an operand.
    public int offset(int operand) {
        return offsets[operand];
    }
}
