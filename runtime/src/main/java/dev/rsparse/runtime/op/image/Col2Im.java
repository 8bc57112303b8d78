package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Blocks put back where they were cut from, overlapping ones added up: the inverse of what a convolution unfolds.
/// `input` is `[N, C·block, L]`, each column a block of the list of extents `block_shape`; `out` is `[N, C]` and
/// the extents `image_shape`. Attributes `dilations`, `strides` (default 1) and `pads` (default 0; those before
/// each axis, then those after) are as those of the convolution. Numbers, summed as doubles and rounded once. ONNX
/// Col2Im-18.
public final class Col2Im implements Operator {

    private final long[] dilations;
    private final long[] strides;
    private final long[] pads;
    private int[] dims = {};
    private int[] blocks = {};
    private int[] counts = {};
    private double[] plane = {};

    public Col2Im(Settings settings) {
        this.dilations = settings.integers("dilations");
        this.strides = settings.integers("strides");
        this.pads = settings.integers("pads");
    }

    /// @param image `image_shape`
    /// @param block `block_shape`
    public void run(Tensor input, Tensor image, Tensor block, Tensor out) {
        int axes = image.count();
        int size = prepare(input, image, block);
        out.shape(input.type(), dims);
        int pixels = out.count(2, axes + 2);
        int columns = input.dim(2);
        if (plane.length < pixels) {
            plane = new double[pixels];
        }
        for (int i = 0; i < dims[0] * dims[1]; i++) {
            Arrays.fill(plane, 0, pixels, 0);
            for (int k = 0; k < size * columns; k++) {
                int place = place(k / columns, k % columns, axes);
                if (place >= 0) {
                    plane[place] += input.number(i * size * columns + k);
                }
            }
            for (int k = 0; k < pixels; k++) {
                out.setNumber(i * pixels + k, plane[k]);
            }
        }
    }

    /// Checks shapes, finds that of the result, and gives the number of places of a block.
    private int prepare(Tensor input, Tensor image, Tensor block) {
        Checks.rank("Col2Im", "input", input, 3);
        int axes = image.count();
        if (dims.length != axes + 2) {
            dims = new int[axes + 2];
            blocks = new int[axes];
            counts = new int[axes];
        }
        boolean fits = block.count() == axes
                && (dilations.length == 0 || dilations.length == axes)
                && (strides.length == 0 || strides.length == axes)
                && (pads.length == 0 || pads.length == 2 * axes);
        for (int i = 0; fits && i < axes; i++) {
            dims[i + 2] = Checks.attribute("Col2Im", "image_shape", image.integer(i));
            blocks[i] = Checks.attribute("Col2Im", "block_shape", block.integer(i));
            long room = dims[i + 2] + pad(i) + pad(i + axes) - (blocks[i] - 1) * stretch(dilations, i);
            fits = stretch(strides, i) > 0 && stretch(dilations, i) > 0 && blocks[i] > 0 && room > 0;
            counts[i] = fits ? (int) ((room - 1) / stretch(strides, i) + 1) : 0;
        }
        int size = fits ? Shapes.count(blocks) : 0;
        if (size == 0 || input.dim(1) % size != 0 || Shapes.count(counts) != input.dim(2)) {
            throw new IllegalArgumentException("Col2Im: input " + input + " does not hold the blocks "
                    + Arrays.toString(block.toLongs()) + " of an image " + Arrays.toString(image.toLongs()));
        }
        dims[0] = input.dim(0);
        dims[1] = input.dim(1) / size;
        return size;
    }

    private long pad(int i) {
        return pads.length == 0 ? 0 : pads[i];
    }

    private static long stretch(long[] values, int i) {
        return values.length == 0 ? 1 : values[i];
    }

    /// The pixel that a place of a block comes from, or -1 for one in the pads.
    private int place(int inBlock, int column, int axes) {
        int offset = inBlock;
        int which = column;
        int place = 0;
        int stride = 1;
        for (int i = axes - 1; i >= 0; i--) {
            long at = which % counts[i] * stretch(strides, i) - pad(i) + offset % blocks[i] * stretch(dilations, i);
            if (at < 0 || at >= dims[i + 2]) {
                return -1;
            }
            place += (int) at * stride;
            stride *= dims[i + 2];
            which /= counts[i];
            offset /= blocks[i];
        }
        return place;
    }
}
