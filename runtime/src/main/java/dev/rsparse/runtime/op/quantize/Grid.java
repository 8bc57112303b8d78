package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Which scale an element has: there is one for all, one for each place of an axis, or one for each block along it.
final class Grid {

    private final String operator;
    private final long axis;
    private final int block;
    private int inner;
    private int extent;
    private int blocks;
    private int length;

    /// @param operator for messages
    /// @param block elements of the axis that share a scale; 0 for one
    Grid(String operator, long axis, long block) {
        this.operator = operator;
        this.axis = axis;
        this.block = Shapes.extent(block);
    }

    /// Takes on the scales, and the zero points, of a tensor.
    ///
    /// @param zero may be absent
    void of(Tensor x, Tensor scale, Tensor zero) {
        boolean fits = !zero.isPresent() || zero.count() == scale.count();
        inner = 1;
        extent = 1;
        blocks = 1;
        length = 1;
        if (scale.count() != 1 || block > 0) {
            int at = Shapes.axis(axis, x.rank());
            inner = x.count(at + 1, x.rank());
            extent = x.dim(at);
            length = Math.max(1, block);
            blocks = Math.ceilDiv(extent, length);
            fits &= scale.count() == (block > 0 ? x.count(0, at) * blocks * inner : extent);
        }
        if (!fits) {
            throw new IllegalArgumentException(operator + ": x " + x + ", scale " + scale
                    + (zero.isPresent() ? " and zero point " + zero : "") + " do not go together on axis " + axis
                    + (block > 0 ? " in blocks of " + block : ""));
        }
    }

    /// The scale of an element.
    int at(int i) {
        int place = i / inner % extent;
        if (block == 0) {
            return place;
        }
        return (i / inner / extent * blocks + place / length) * inner + i % inner;
    }
}
