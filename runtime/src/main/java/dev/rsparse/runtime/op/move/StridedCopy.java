package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Copies elements between two tensors of one type along axes of which each tensor has a stride of its own: 0 stays
/// at the same element, a negative one goes backwards. Transposing, slicing, stretching, tiling are all of this
/// kind.
///
/// Axes that both tensors go through in one way become one; what is left is copied in runs along the last axis, or
/// in squares where the source runs along another: so that lines of memory are used whole while they are at hand.
final class StridedCopy {

    /// Elements of a thread's share below which sharing costs more than it gains.
    private static final int LEAST = 1 << 15;

    /// Side of a square: its lines in the source stay in the nearest cache, whatever the type.
    private static final int SIDE = 32;

    private final Workers workers;
    private final Workers.Task runs = (from, to, member) -> copyRuns(from, to);
    private final Workers.Task squares = (from, to, member) -> copySquares(from, to);

    private int rank;
    private boolean empty;
    private int[] dims = new int[8];
    private int[] from = new int[8];
    private int[] to = new int[8];
    private Object source = dims;
    private Object target = dims;
    private int sourceStart;
    private int targetStart;

    StridedCopy(Workers workers) {
        this.workers = workers;
    }

    /// Starts a new copy, of a single element as long as there are no axes.
    void clear() {
        rank = 0;
        empty = false;
    }

    /// Adds an axis, outermost first.
    ///
    /// @param fromStride elements of the source from one place of the axis to the next; any number when there is
    /// one
    /// @param toStride the same in the target
    void axis(int extent, int fromStride, int toStride) {
        empty |= extent == 0;
        if (extent <= 1) {
            return;
        }
        int last = rank - 1;
        if (rank > 0 && from[last] == (long) fromStride * extent && to[last] == (long) toStride * extent) {
            dims[last] *= extent;
            from[last] = fromStride;
            to[last] = toStride;
            return;
        }
        push(extent, fromStride, toStride);
    }

    private void push(int extent, int fromStride, int toStride) {
        if (rank == dims.length) {
            dims = Arrays.copyOf(dims, 2 * rank);
            from = Arrays.copyOf(from, 2 * rank);
            to = Arrays.copyOf(to, 2 * rank);
        }
        dims[rank] = extent;
        from[rank] = fromStride;
        to[rank] = toStride;
        rank++;
    }

    /// Copies from element `fromStart` of one tensor on to element `toStart` of the other on.
    void run(Tensor x, int fromStart, Tensor out, int toStart) {
        if (empty) {
            return;
        }
        source = x.data();
        target = out.data();
        sourceStart = fromStart;
        targetStart = toStart;
        if (rank == 0) {
            push(1, 1, 1);
        }
        boolean square = findSquare();
        int width = dims[rank - 1];
        int rows = 1;
        for (int axis = 0; axis < rank - 1; axis++) {
            rows *= dims[axis];
        }
        if (square) {
            int lines = dims[rank - 2];
            int bands = rows / lines * ((lines + SIDE - 1) / SIDE);
            workers.share(bands, 1 + LEAST / (SIDE * width), squares);
        } else if (rows == 1 && from[0] == 1 && to[0] == 1) {
            workers.share(width, LEAST, runs);
        } else {
            workers.share(rows, 1 + LEAST / width, runs);
        }
    }

    /// Puts the axis that the source runs along beside the last, when it is another.
    private boolean findSquare() {
        int last = rank - 1;
        if (rank < 2 || from[last] == 1 || from[last] == 0 || to[last] != 1) {
            return false;
        }
        for (int axis = last - 1; axis >= 0; axis--) {
            if (from[axis] == 1) {
                swap(dims, axis, last - 1);
                swap(from, axis, last - 1);
                swap(to, axis, last - 1);
                return true;
            }
        }
        return false;
    }

    private static void swap(int[] values, int first, int second) {
        int kept = values[first];
        values[first] = values[second];
        values[second] = kept;
    }

    /// Copies rows, or elements of the only run.
    private void copyRuns(int first, int last) {
        if (rank == 1 && from[0] == 1 && to[0] == 1) {
            System.arraycopy(source, sourceStart + first, target, targetStart + first, last - first);
            return;
        }
        int inner = rank - 1;
        int lines = rank == 1 ? 1 : dims[rank - 2];
        int row = first;
        while (row < last) {
            int line = row % lines;
            int end = Math.min(lines, line + last - row);
            int outer = row / lines;
            int source0 = sourceStart + offset(outer, from);
            int target0 = targetStart + offset(outer, to);
            row += end - line;
            for (; line < end; line++) {
                int at = rank == 1 ? source0 : source0 + line * from[rank - 2];
                int place = rank == 1 ? target0 : target0 + line * to[rank - 2];
                Elements.copy(source, at, from[inner], target, place, to[inner], dims[inner]);
            }
        }
    }

    /// Copies bands of up to [#SIDE] places of the axis before the last.
    private void copySquares(int first, int last) {
        int lines = dims[rank - 2];
        int width = dims[rank - 1];
        int step = from[rank - 1];
        int bands = (lines + SIDE - 1) / SIDE;
        for (int band = first; band < last; band++) {
            int line0 = band % bands * SIDE;
            int line1 = Math.min(lines, line0 + SIDE);
            int source0 = sourceStart + offset(band / bands, from);
            int target0 = targetStart + offset(band / bands, to);
            for (int column = 0; column < width; column += SIDE) {
                int count = Math.min(SIDE, width - column);
                for (int line = line0; line < line1; line++) {
                    int place = target0 + line * to[rank - 2] + column;
                    Elements.copy(source, source0 + line + column * step, step, target, place, 1, count);
                }
            }
        }
    }

    /// Where the place `outer` of all axes but the last two lies.
    private int offset(int outer, int[] strides) {
        int rest = outer;
        int offset = 0;
        for (int axis = rank - 3; axis >= 0; axis--) {
            offset += rest % dims[axis] * strides[axis];
            rest /= dims[axis];
        }
        return offset;
    }
}
