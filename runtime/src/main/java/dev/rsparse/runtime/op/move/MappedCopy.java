package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Copies elements between tensors of one type and rank, where each place of each axis of the target names a place
/// of that axis of the source.
public final class MappedCopy {

    private static final int LEAST = 1 << 14;

    private final Workers workers;
    private final Workers.Task task = (from, to, member) -> copy(from, to);

    /// Places of all axes of the target, one axis behind the other.
    private int[] places = new int[64];

    private int count;
    private Tensor source = Tensor.ABSENT;
    private Tensor target = Tensor.ABSENT;

    /// @param workers share the copying
    public MappedCopy(Workers workers) {
        this.workers = workers;
    }

    /// Starts a new copy.
    public void clear() {
        count = 0;
    }

    /// Adds the next place of an axis of the target; axes follow each other outermost first.
    public void place(int sourcePlace) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = sourcePlace;
    }

    /// Copies into a tensor whose extents are as many as places were added.
    public void run(Tensor x, Tensor out) {
        source = x;
        target = out;
        if (out.rank() == 0) {
            out.copy(x, 0, 0, 1);
        } else if (out.count() > 0) {
            workers.share(out.count(0, out.rank() - 1), 1 + LEAST / out.dim(-1), task);
        }
    }

    private void copy(int from, int to) {
        int width = target.dim(-1);
        for (int row = from; row < to; row++) {
            int base = base(row, count - width);
            Elements.gather(source.data(), base, places, count - width, count, target.data(), row * width);
        }
    }

    /// @param end where the places of the last axis begin
    private int base(int row, int end) {
        int rest = row;
        int base = 0;
        int start = end;
        for (int axis = target.rank() - 2; axis >= 0; axis--) {
            int extent = target.dim(axis);
            start -= extent;
            base += places[start + rest % extent] * source.count(axis + 1, source.rank());
            rest /= extent;
        }
        return base;
    }
}
