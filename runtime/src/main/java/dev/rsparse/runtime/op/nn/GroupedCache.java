package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Keys or values of before and of now, joined where those of each batch end.
final class GroupedCache {

    private final String operator;
    private final Floats past = new Floats();
    private final Floats present = new Floats();
    private final Layout was = new Layout();
    private final Layout all = new Layout();

    /// @param operator for messages
    GroupedCache(String operator) {
        this.operator = operator;
    }

    /// Joins the rows of `now`, which then shows those of before too.
    ///
    /// @param before how many rows each batch had
    /// @param total the most rows that one has
    /// @param will gets the shape of all, unless absent; [#store] fills it
    void join(Tensor x, Layout now, Tensor was, Tensor will, int[] before, int total) {
        int length = was.isPresent() && was.rank() == 4 ? was.dim(2) : 0;
        boolean fits = !was.isPresent()
                || was.count() == now.batches * now.heads * length * now.size && was.type() == x.type();
        for (int count : before) {
            fits &= count <= length;
        }
        if (!fits) {
            throw new IllegalArgumentException(operator + ": past " + was + " does not fit " + x + " with "
                    + Arrays.toString(before) + " rows of before");
        }
        int rows = Math.max(length, total);
        int size = now.batches * now.heads * rows * now.size;
        if (will.isPresent()) {
            will.shape(x.type(), now.batches, now.heads, rows, now.size);
        }
        float[] array = will.isPresent() ? present.into(will) : present.room(size);
        Arrays.fill(array, 0, size, 0);
        all.byHead(array, now.batches, now.heads, rows, now.size);
        if (length > 0) {
            this.was.byHead(past.of(was), now.batches, now.heads, length, now.size);
        }
        for (int batch = 0; batch < now.batches; batch++) {
            if (before[batch] > 0) {
                this.was.copy(batch, 0, before[batch], all, 0);
            }
            now.copy(batch, 0, now.rows, all, before[batch]);
        }
        now.byHead(array, now.batches, now.heads, rows, now.size);
    }

    /// Writes what was joined, unless `will` is absent.
    void store(Tensor will) {
        if (will.isPresent()) {
            present.store(will);
        }
    }
}
