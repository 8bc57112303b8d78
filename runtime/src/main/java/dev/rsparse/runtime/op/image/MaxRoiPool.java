package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// The largest elements of the cells of regions: `out[r, c]` is the region `rois[r]` (number of the picture, `x1,
/// y1, x2, y2`, times the attribute `spatial_scale`, default 1, rounded) in `x[N, C, H, W]`, cut into cells of the
/// attribute `pooled_shape`. A cell without pixels is 0. Floats. ONNX MaxRoiPool-1,-22.
public final class MaxRoiPool implements Operator {

    private final int height;
    private final int width;
    private final double scale;

    public MaxRoiPool(Settings settings) {
        long[] shape = settings.integers("pooled_shape");
        if (shape.length != 2) {
            throw new IllegalArgumentException("MaxRoiPool: pooled_shape " + Arrays.toString(shape) + " is no pair");
        }
        this.height = Checks.attribute("MaxRoiPool", "pooled_shape", shape[0]);
        this.width = Checks.attribute("MaxRoiPool", "pooled_shape", shape[1]);
        this.scale = settings.number("spatial_scale", 1);
    }

    /// Writes the regions.
    public void run(Tensor x, Tensor rois, Tensor out) {
        Checks.floats("MaxRoiPool", "X", x);
        if (x.rank() != 4 || rois.rank() != 2 || rois.dim(1) != 5) {
            throw new IllegalArgumentException("MaxRoiPool: rois " + rois + " do not go with " + x);
        }
        for (int r = 0; r < rois.dim(0); r++) {
            if (!(rois.number(5 * r) >= 0 && rois.number(5 * r) < x.dim(0))) {
                throw new IllegalArgumentException("MaxRoiPool: no picture " + rois.number(5 * r) + " in " + x);
            }
        }
        out.shape(x.type(), rois.dim(0), x.dim(1), height, width);
        for (int i = 0; i < out.count(); i++) {
            int region = i / (height * width * x.dim(1));
            int picture = (int) rois.number(5 * region);
            int plane = picture * x.dim(1) + i / (height * width) % x.dim(1);
            out.setNumber(i, largest(x, plane, rois, 5 * region, i % (height * width)));
        }
    }

    private double largest(Tensor x, int plane, Tensor rois, int roi, int cell) {
        long left = Math.round(rois.number(roi + 1) * scale);
        long top = Math.round(rois.number(roi + 2) * scale);
        double cellWidth = Math.max(Math.round(rois.number(roi + 3) * scale) - left + 1, 1) / (double) width;
        double cellHeight = Math.max(Math.round(rois.number(roi + 4) * scale) - top + 1, 1) / (double) height;
        int row = cell / width;
        int column = cell % width;
        int firstRow = edge(top + Math.floor(row * cellHeight), x.dim(2));
        int lastRow = edge(top + Math.ceil((row + 1) * cellHeight), x.dim(2));
        int firstColumn = edge(left + Math.floor(column * cellWidth), x.dim(3));
        int lastColumn = edge(left + Math.ceil((column + 1) * cellWidth), x.dim(3));
        if (firstRow >= lastRow || firstColumn >= lastColumn) {
            return 0;
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int y = firstRow; y < lastRow; y++) {
            for (int i = firstColumn; i < lastColumn; i++) {
                most = Math.max(most, x.number((plane * x.dim(2) + y) * x.dim(3) + i));
            }
        }
        return most;
    }

    private static int edge(double place, int extent) {
        return (int) Math.max(0, Math.min(extent, place));
    }
}
