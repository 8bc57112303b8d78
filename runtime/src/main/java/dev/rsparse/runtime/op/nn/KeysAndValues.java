package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Tensor;

/// Keys and values joined to those of before.
final class KeysAndValues {

    private final String operator;
    private final Floats keys = new Floats();
    private final Floats values = new Floats();
    private final Joined joinedKeys = new Joined();
    private final Joined joinedValues = new Joined();

    /// @param operator for messages
    KeysAndValues(String operator) {
        this.operator = operator;
    }

    /// Sets the keys and values of `heads`, whose queries are set.
    ///
    /// @param k `[B,G,T,D]`, or `[B,T,G D]`; so is `v`; or `[B,T,G,N,D]`, which is `v` too: of `N` parts of each
    ///     head the last but one holds keys, and the last values
    /// @param count how many heads there are
    /// @param pastKey `[B,G,P,D]`, or absent; so is `pastValue`
    /// @param presentKey gets `[B,G,P + T,D]` unless absent; so does `presentValue`
    void join(
            Tensor k,
            Tensor v,
            int count,
            Tensor pastKey,
            Tensor pastValue,
            Tensor presentKey,
            Tensor presentValue,
            Heads heads) {
        float[] array = keys.of(k);
        lay(k, array, count, heads.k, 2);
        lay(v, k == v ? array : values.of(v), count, heads.v, 1);
        joinedKeys.join(operator, k, heads.k, pastKey, presentKey);
        joinedValues.join(operator, v, heads.v, pastValue, presentValue);
        if (heads.k.rows != heads.v.rows || heads.k.size != heads.q.size || heads.v.heads != heads.k.heads) {
            throw new IllegalArgumentException(operator + ": K " + k + " and V " + v + " do not go together, or with"
                    + " queries of " + heads.q.size + " numbers");
        }
    }

    /// @param last which part of each head from its end, where it has parts
    private void lay(Tensor tensor, float[] array, int count, Layout layout, int last) {
        if (tensor.rank() == 5) {
            int parts = tensor.dim(3);
            layout.byPart(array, tensor.dim(0), tensor.dim(2), tensor.dim(1), tensor.dim(4), parts - last, parts);
        } else if (tensor.rank() == 4) {
            layout.byHead(array, tensor.dim(0), tensor.dim(1), tensor.dim(2), tensor.dim(3));
        } else if (count > 0 && tensor.dim(2) % count == 0) {
            layout.byRow(array, tensor.dim(0), count, tensor.dim(1), tensor.dim(2) / count);
        } else {
            throw new IllegalArgumentException(operator + ": " + tensor + " does not hold " + count + " heads");
        }
    }

    /// One of the two.
    private static final class Joined {

        private final Floats past = new Floats();
        private final Floats present = new Floats();
        private final Layout before = new Layout();
        private final Layout all = new Layout();

        private void join(String operator, Tensor now, Layout layout, Tensor was, Tensor will) {
            if (!was.isPresent() && !will.isPresent()) {
                return;
            }
            int length = was.isPresent() && was.rank() == 4 ? was.dim(2) : 0;
            if (was.isPresent()) {
                check(operator, now, layout, was);
                before.byHead(past.of(was), layout.batches, layout.heads, length, layout.size);
            }
            int rows = length + layout.rows;
            float[] array;
            if (will.isPresent()) {
                will.shape(now.type(), layout.batches, layout.heads, rows, layout.size);
                array = present.into(will);
            } else {
                array = present.room(layout.batches * layout.heads * rows * layout.size);
            }
            all.byHead(array, layout.batches, layout.heads, rows, layout.size);
            for (int batch = 0; batch < layout.batches; batch++) {
                if (length > 0) {
                    before.copy(batch, 0, length, all, 0);
                }
                layout.copy(batch, 0, layout.rows, all, length);
            }
            layout.byHead(array, layout.batches, layout.heads, rows, layout.size);
            if (will.isPresent()) {
                present.store(will);
            }
        }

        private static void check(String operator, Tensor now, Layout layout, Tensor was) {
            boolean fits = was.rank() == 4
                    && was.type() == now.type()
                    && was.dim(0) == layout.batches
                    && was.dim(1) == layout.heads
                    && was.dim(3) == layout.size;
            if (!fits) {
                throw new IllegalArgumentException(
                        operator + ": past " + was + " and present " + now + " do not go together");
            }
        }
    }
}
