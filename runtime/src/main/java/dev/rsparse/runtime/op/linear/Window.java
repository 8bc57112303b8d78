package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// A window that moves over the spatial axes of pictures `[N,C,...]`, of which there are one to three; fewer count
/// as three whose first have extent 1. The attributes are those of ONNX Conv and MaxPool: `kernel_shape`, `strides`
/// (1), `dilations` (1), `pads` (0; first all begins, then all ends), `auto_pad` (NOTSET) and `ceil_mode` (0).
public final class Window {

    /// Spatial axes.
    public static final int AXES = 3;

    private final String operator;
    private final long[] kernelShape;
    private final long[] strides;
    private final long[] dilations;
    private final long[] pads;
    private final String autoPad;
    private final boolean ceiling;
    private final Extents dims = new Extents();
    private int rank;

    // Of each axis: extents of picture and window, the window's steps, the distance of its places, what pads the
    // picture before and after, and how many steps there are.
    final int[] in = new int[AXES];
    final int[] kernel = new int[AXES];
    final int[] step = new int[AXES];
    final int[] dilation = new int[AXES];
    final int[] before = new int[AXES];
    final int[] after = new int[AXES];
    final int[] out = new int[AXES];

    /// @param operator for messages
    public Window(String operator, Settings settings) {
        this.operator = operator;
        this.kernelShape = settings.integers("kernel_shape");
        this.strides = settings.integers("strides");
        this.dilations = settings.integers("dilations");
        this.pads = settings.integers("pads");
        this.autoPad = settings.text("auto_pad", "NOTSET");
        this.ceiling = settings.flag("ceil_mode", false);
    }

    /// Takes on a picture, with a window of attribute `kernel_shape`.
    public void of(Tensor x) {
        begin(x);
        checkLength("kernel_shape", kernelShape, rank);
        for (int i = 0; i < rank; i++) {
            kernel[AXES - rank + i] = Math.toIntExact(kernelShape[i]);
        }
        place(x);
    }

    /// Takes on a picture, with a window of the last axes of `weights`.
    public void of(Tensor x, Tensor weights) {
        begin(x);
        setKernel(x, weights);
        place(x);
    }

    /// Takes on the picture and the window, but neither padding nor the number of steps.
    void begin(Tensor x, Tensor weights) {
        begin(x);
        setKernel(x, weights);
    }

    private void setKernel(Tensor x, Tensor weights) {
        boolean fits = weights.rank() == x.rank() && (kernelShape.length == 0 || kernelShape.length == rank);
        for (int i = 0; fits && i < rank; i++) {
            kernel[AXES - rank + i] = weights.dim(2 + i);
            fits = kernelShape.length == 0 || kernelShape[i] == weights.dim(2 + i);
        }
        if (!fits) {
            throw new IllegalArgumentException(operator + ": X " + x + " and W " + weights
                    + " do not go together with kernel_shape " + Arrays.toString(kernelShape));
        }
    }

    private void begin(Tensor x) {
        rank = x.rank() - 2;
        if (rank < 1 || rank > AXES) {
            throw new IllegalArgumentException(operator + ": X " + x + " needs one to three spatial axes");
        }
        Arrays.fill(in, 1);
        Arrays.fill(kernel, 1);
        Arrays.fill(out, 1);
        Arrays.fill(before, 0);
        Arrays.fill(after, 0);
        fill("strides", strides, step);
        fill("dilations", dilations, dilation);
        for (int i = 0; i < rank; i++) {
            in[AXES - rank + i] = x.dim(2 + i);
        }
        if (pads.length > 0) {
            checkLength("pads", pads, 2 * rank);
            for (int i = 0; i < rank; i++) {
                before[AXES - rank + i] = Math.toIntExact(pads[i]);
                after[AXES - rank + i] = Math.toIntExact(pads[rank + i]);
            }
        }
    }

    private void fill(String name, long[] values, int[] to) {
        Arrays.fill(to, 1);
        if (values.length > 0) {
            checkLength(name, values, rank);
            for (int i = 0; i < rank; i++) {
                to[AXES - rank + i] = Math.toIntExact(values[i]);
                if (values[i] < 1) {
                    throw new IllegalArgumentException(
                            operator + ": " + name + " " + Arrays.toString(values) + " are not positive");
                }
            }
        }
    }

    private void checkLength(String name, long[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException(operator + ": " + name + " " + Arrays.toString(values) + " has "
                    + values.length + " entries, expected " + length);
        }
    }

    /// Finds padding and number of steps.
    private void place(Tensor x) {
        for (int i = AXES - rank; i < AXES; i++) {
            int reach = reach(i);
            if (autoPad.startsWith("SAME")) {
                out[i] = Math.ceilDiv(in[i], step[i]);
                int total = Math.max(0, (out[i] - 1) * step[i] + reach - in[i]);
                before[i] = autoPad.equals("SAME_LOWER") ? total - total / 2 : total / 2;
                after[i] = total - before[i];
            } else {
                int room = in[i] + before[i] + after[i] - reach;
                out[i] = room < 0 && !ceiling ? 0 : Math.floorDiv(room, step[i]) + 1;
                if (ceiling) {
                    out[i] = Math.ceilDiv(room, step[i]) + 1;
                    // A window must not begin in what pads the end.
                    out[i] -= (out[i] - 1) * step[i] >= in[i] + before[i] ? 1 : 0;
                }
            }
            if (out[i] < 1 && in[i] > 0 || kernel[i] < 1 || before[i] < 0 || after[i] < 0) {
                throw new IllegalArgumentException(operator + ": X " + x + " is smaller than a window of " + reach
                        + " on axis " + (i - AXES + x.rank()));
            }
        }
    }

    /// Finds padding and result for the transpose of convolution, where the window moves over the result.
    ///
    /// @param padding what is added to the result's ends; empty for 0
    /// @param shape the result's extents, which then tell the padding; empty for none
    void spread(long[] padding, long[] shape) {
        if (padding.length > 0) {
            checkLength("output_padding", padding, rank);
        }
        int offset = Math.max(0, shape.length - rank);
        boolean same = autoPad.startsWith("SAME");
        for (int i = 0; i < rank; i++) {
            int axis = AXES - rank + i;
            int full =
                    step[axis] * (in[axis] - 1) + reach(axis) + (padding.length == 0 ? 0 : Math.toIntExact(padding[i]));
            if (shape.length == 0 && !same) {
                out[axis] = full - before[axis] - after[axis];
            } else {
                out[axis] = shape.length > 0 ? Math.toIntExact(shape[offset + i]) : in[axis] * step[axis];
                int total = Math.max(0, full - out[axis]);
                before[axis] = autoPad.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                after[axis] = total - before[axis];
            }
            if (out[axis] < 0 || in[axis] < 1) {
                throw new IllegalArgumentException(operator + ": nothing is left of axis " + (i + 2));
            }
        }
    }

    /// Where a place of the window lies in the result of the transpose, for a number of the picture; negative when
    /// outside.
    int spread(int number, int tap) {
        int z = at(0, number / in[2] / in[1]) + tap / kernel[2] / kernel[1] * dilation[0];
        int y = at(1, number / in[2] % in[1]) + tap / kernel[2] % kernel[1] * dilation[1];
        int x = at(2, number % in[2]) + tap % kernel[2] * dilation[2];
        boolean inside = z >= 0 && z < out[0] && y >= 0 && y < out[1] && x >= 0 && x < out[2];
        return inside ? (z * out[1] + y) * out[2] + x : -1;
    }

    /// Refuses weights `[M,C / groups,...]` that do not fit pictures `[N,C,...]`.
    public void checkGroups(Tensor x, Tensor weights, int groups) {
        boolean fits = groups > 0 && x.dim(1) == (long) weights.dim(1) * groups && weights.dim(0) % groups == 0;
        if (!fits) {
            throw new IllegalArgumentException(operator + ": X " + x + " and W " + weights + " do not go together in "
                    + groups + (groups == 1 ? " group" : " groups"));
        }
    }

    /// Extent of the window with what its dilation leaves out.
    int reach(int axis) {
        return (kernel[axis] - 1) * dilation[axis] + 1;
    }

    /// Number of places in the window.
    public int taps() {
        return kernel[0] * kernel[1] * kernel[2];
    }

    /// Elements of a plane that the window moves over.
    public int inPlane() {
        return in[0] * in[1] * in[2];
    }

    /// Number of steps: elements of a plane of the result.
    public int outPlane() {
        return out[0] * out[1] * out[2];
    }

    /// Whether it is one place that meets every number once.
    boolean isPoint() {
        return taps() == 1 && inPlane() == outPlane() && before[0] + before[1] + before[2] == 0;
    }

    /// Extent of the picture on an axis.
    public int in(int axis) {
        return in[axis];
    }

    /// Number of steps on an axis.
    public int out(int axis) {
        return out[axis];
    }

    /// Extent of the window on an axis.
    public int kernel(int axis) {
        return kernel[axis];
    }

    /// Distance of neighbours in the window on an axis.
    public int dilation(int axis) {
        return dilation[axis];
    }

    /// Where the window is at a step on an axis; what pads counts as negative, or as beyond the picture.
    public int at(int axis, int number) {
        return number * step[axis] - before[axis];
    }

    /// The picture's extent with the padding of its end.
    public int padded(int axis) {
        return in[axis] + after[axis];
    }

    /// Gives `tensor` the type and shape of a result with so many channels.
    public void shape(Tensor tensor, Tensor x, int channels) {
        shape(tensor, x.type(), x, channels);
    }

    /// Gives `tensor` a type and the shape of a result with so many channels.
    public void shape(Tensor tensor, ElementType type, Tensor x, int channels) {
        dims.clear();
        dims.add(x.dim(0));
        dims.add(channels);
        for (int axis = AXES - rank; axis < AXES; axis++) {
            dims.add(out[axis]);
        }
        dims.shape(tensor, type);
    }

    /// Number of spatial axes.
    public int rank() {
        return rank;
    }
}
