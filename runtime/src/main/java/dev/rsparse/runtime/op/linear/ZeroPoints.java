package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Tensor;

/// Integers of up to 32 bits as doubles, less what stands for 0.
public final class ZeroPoints {

    private final String operator;
    private final Doubles room = new Doubles();

    /// @param operator for messages
    public ZeroPoints(String operator) {
        this.operator = operator;
    }

    /// The elements less zero points.
    ///
    /// @param zero absent for 0; or one number, or one for each place of axis `axis`, or for each line of the last
    ///     axis where `axis` is that before it
    public double[] of(Tensor x, Tensor zero, int axis) {
        switch (x.type()) {
            case I8, U8, I16, U16, I32, U32 -> {}
            default -> throw new IllegalArgumentException(operator + ": " + x + " is not of quantised integers");
        }
        int count = zero.isPresent() ? zero.count() : 1;
        int inner = count == 1 ? 1 : x.count(axis + 1, x.rank());
        if (count != 1 && count != x.dim(axis) && count != x.count(0, axis + 1)) {
            throw new IllegalArgumentException(
                    operator + ": " + x + " and zero points " + zero + " do not go together on axis " + axis);
        }
        double[] values = room.room(x.count());
        for (int i = 0; i < x.count(); i++) {
            values[i] = x.integer(i) - (zero.isPresent() ? zero.integer(i / inner % count) : 0);
        }
        return values;
    }
}
