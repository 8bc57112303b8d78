package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Regions of pictures drawn to one size: `out[r, c]` is the region `rois[r]` (`x1, y1, x2, y2`, times the
/// attribute `spatial_scale`, default 1) of picture `batch_indices[r]` in `x[N, C, H, W]`, cut into `output_height`
/// times `output_width` cells (attributes, default 1). A cell is the mean (attribute `mode` "avg", the default) of
/// its samples, `sampling_ratio` along each side (default 0: as many as pixels, rounded up), which are interpolated
/// between four pixels; with "max" it is the largest of these pixels times their weights. With
/// `coordinate_transformation_mode` "half_pixel" (the default since version 16) pixels are at their middles; with
/// "output_half_pixel", and in version 10, they are at their corners and a region is at least one pixel. Floats,
/// computed as doubles and rounded once. ONNX RoiAlign-10,-16,-22.
public final class RoiAlign implements Operator {

    private final boolean middle;
    private final boolean mean;
    private final int height;
    private final int width;
    private final int ratio;
    private final double scale;

    public RoiAlign(Settings settings) {
        String coordinates = settings.text(
                "coordinate_transformation_mode", settings.version() < 16 ? "output_half_pixel" : "half_pixel");
        String mode = settings.text("mode", "avg");
        this.middle = coordinates.equals("half_pixel");
        this.mean = mode.equals("avg");
        this.height = Checks.attribute("RoiAlign", "output_height", settings.integer("output_height", 1));
        this.width = Checks.attribute("RoiAlign", "output_width", settings.integer("output_width", 1));
        this.ratio = Checks.attribute("RoiAlign", "sampling_ratio", settings.integer("sampling_ratio", 0));
        this.scale = settings.number("spatial_scale", 1);
        if (!middle && !coordinates.equals("output_half_pixel") || !mean && !mode.equals("max")) {
            throw new IllegalArgumentException("RoiAlign: no mode " + mode + " with " + coordinates);
        }
    }

    /// Writes the regions.
    public void run(Tensor x, Tensor rois, Tensor batches, Tensor out) {
        Checks.floats("RoiAlign", "X", x);
        boolean fits = x.rank() == 4 && rois.rank() == 2 && rois.dim(1) == 4 && batches.count() == rois.dim(0);
        if (!fits) {
            throw new IllegalArgumentException(
                    "RoiAlign: rois " + rois + " and batch_indices " + batches + " do not go with " + x);
        }
        for (int r = 0; r < batches.count(); r++) {
            if (batches.integer(r) < 0 || batches.integer(r) >= x.dim(0) || x.count(2, 4) == 0) {
                throw new IllegalArgumentException("RoiAlign: no picture " + batches.integer(r) + " in " + x);
            }
        }
        out.shape(x.type(), rois.dim(0), x.dim(1), height, width);
        for (int r = 0; r < rois.dim(0); r++) {
            align(x, rois, r, (int) batches.integer(r), out);
        }
    }

    private void align(Tensor x, Tensor rois, int r, int batch, Tensor out) {
        double shift = middle ? 0.5 : 0;
        double left = rois.number(4 * r) * scale - shift;
        double top = rois.number(4 * r + 1) * scale - shift;
        double roiWidth = rois.number(4 * r + 2) * scale - shift - left;
        double roiHeight = rois.number(4 * r + 3) * scale - shift - top;
        double cellWidth = (middle ? roiWidth : Math.max(roiWidth, 1)) / width;
        double cellHeight = (middle ? roiHeight : Math.max(roiHeight, 1)) / height;
        int columns = ratio > 0 ? ratio : (int) Math.ceil(cellWidth);
        int rows = ratio > 0 ? ratio : (int) Math.ceil(cellHeight);
        for (int c = 0; c < x.dim(1); c++) {
            int plane = (batch * x.dim(1) + c) * x.dim(2) * x.dim(3);
            for (int i = 0; i < height * width; i++) {
                double y = top + i / width * cellHeight;
                double at = left + i % width * cellWidth;
                double value = cell(x, plane, y, at, cellHeight / rows, cellWidth / columns, rows, columns);
                out.setNumber((r * x.dim(1) + c) * height * width + i, value);
            }
        }
    }

    /// @param stepY distance of samples
    private double cell(
            Tensor x, int plane, double top, double left, double stepY, double stepX, int rows, int columns) {
        double sum = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double y = top + (row + 0.5) * stepY;
                double at = left + (column + 0.5) * stepX;
                double value = sample(x, plane, y, at);
                sum += value;
                most = Math.max(most, value);
            }
        }
        if (mean) {
            return sum / Math.max(rows * columns, 1);
        }
        return rows * columns <= 0 ? 0 : most;
    }

    private double sample(Tensor x, int plane, double y, double at) {
        int last = x.dim(2) - 1;
        int lastColumn = x.dim(3) - 1;
        // A picture reaches one pixel beyond its outermost ones.
        if (!(y >= -1 && y <= last + 1 && at >= -1 && at <= lastColumn + 1)) {
            return 0;
        }
        int row = Math.min((int) Math.max(y, 0), last);
        int column = Math.min((int) Math.max(at, 0), lastColumn);
        double down = row == last ? 0 : Math.max(y, 0) - row;
        double right = column == lastColumn ? 0 : Math.max(at, 0) - column;
        int nextRow = Math.min(row + 1, last);
        int nextColumn = Math.min(column + 1, lastColumn);
        int stride = lastColumn + 1;
        double a = (1 - down) * (1 - right) * x.number(plane + row * stride + column);
        double b = (1 - down) * right * x.number(plane + row * stride + nextColumn);
        double c = down * (1 - right) * x.number(plane + nextRow * stride + column);
        double d = down * right * x.number(plane + nextRow * stride + nextColumn);
        return mean ? a + b + c + d : Math.max(Math.max(a, b), Math.max(c, d));
    }
}
