package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// What sums of columns begin with, as long as a panel is wide.
final class Bias {

    private final int columns;
    private final float[] values;

    Bias(int columns) {
        this.columns = columns;
        this.values = new float[Math.max(columns, PanelLayout.WIDE)];
    }

    /// The elements of a tensor, or zeros where it is absent.
    ///
    /// @throws IllegalArgumentException when it has another number of elements than there are columns
    float[] of(Tensor bias) {
        if (!bias.isPresent()) {
            Arrays.fill(values, 0);
            return values;
        }
        if (bias.count() != columns) {
            throw new IllegalArgumentException("B " + bias + " is not one number for each of " + columns + " columns");
        }
        System.arraycopy(bias.floats(), 0, values, 0, columns);
        return values;
    }
}
