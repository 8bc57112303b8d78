package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Places for [GridSample]: `out[n, h, w, :] = theta[n]·(x, y, 1)` for the places `(x, y)` of a picture, which run
/// from -1 to 1 from the middles of its outermost pixels (attribute `align_corners` 1) or from its borders (0, the
/// default). `size` is `[N, C, H, W]` with `theta[N, 2, 3]`, or `[N, C, D, H, W]` with `theta[N, 3, 4]`. Floats.
/// ONNX AffineGrid-20.
public final class AffineGrid implements Operator {

    private final boolean corners;
    private int[] dims = {};

    public AffineGrid(Settings settings) {
        this.corners = settings.flag("align_corners", false);
    }

    /// @param size a list of integers
    public void run(Tensor theta, Tensor size, Tensor out) {
        Checks.floats("AffineGrid", "theta", theta);
        int axes = size.count() - 2;
        boolean fits = theta.rank() == 3
                && (axes == 2 || axes == 3)
                && theta.dim(0) == size.integer(0)
                && theta.dim(1) == axes
                && theta.dim(2) == axes + 1;
        if (!fits) {
            throw new IllegalArgumentException("AffineGrid: theta " + theta + " does not go with size " + size);
        }
        dims = dims.length == axes + 2 ? dims : new int[axes + 2];
        dims[0] = theta.dim(0);
        for (int i = 0; i < axes; i++) {
            dims[i + 1] = Checks.attribute("AffineGrid", "size", size.integer(i + 2));
        }
        dims[axes + 1] = axes;
        out.shape(theta.type(), dims);
        int places = out.count(1, axes + 1);
        for (int i = 0; i < out.count(); i++) {
            int place = i / axes % places;
            int row = (i / axes / places * axes + i % axes) * (axes + 1);
            out.setNumber(i, product(theta, row, place, axes));
        }
    }

    private double product(Tensor theta, int row, int place, int axes) {
        int rest = place;
        double sum = theta.number(row + axes);
        // The first column is that of the last axis.
        for (int k = 0; k < axes; k++) {
            int extent = dims[axes - k];
            sum += theta.number(row + k) * coordinate(rest % extent, extent);
            rest /= extent;
        }
        return sum;
    }

    private double coordinate(int place, int extent) {
        if (corners) {
            return extent == 1 ? 0 : 2.0 * place / (extent - 1) - 1;
        }
        return (2.0 * place + 1) / extent - 1;
    }
}
