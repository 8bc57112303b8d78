package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Convolution of pictures of one to three spatial axes: an element of output channel `m` is `B[m]` plus the sum,
/// over the channels of its group and the places of the window, of a number times `W[m]` there; what pads is 0.
/// Attributes: those of [Window], and `group` (1). Types: floats; 16 bits are computed as f32 and rounded once.
/// Source: ONNX Conv-1,-11,-22.
public final class Conv implements Operator {

    private final int groups;
    private final Window window;
    private final Product product;
    private final Depthwise depthwise;
    private final WindowPanels windows;
    private final MatrixPanels points = new MatrixPanels();
    private final Floats pictures = new Floats();
    private final Floats kernels = new Floats();
    private final Floats result = new Floats();
    private final Doubles doublePictures = new Doubles();
    private final Doubles doubleKernels = new Doubles();
    private final Doubles doubleResult = new Doubles();
    private float[] biases = {};
    private int[] xStarts = {};
    private int[] wStarts = {};
    private int[] yStarts = {};

    public Conv(Settings settings) {
        this.groups = Shapes.extent(settings.integer("group", 1));
        this.window = new Window("Conv", settings);
        this.product = new Product(settings.workers());
        this.depthwise = new Depthwise(window, settings.workers());
        this.windows = new WindowPanels(window);
    }

    /// @param x `[N,C,...]`
    /// @param w `[M,C / group,...]`
    /// @param b `[M]`, or absent
    /// @param y `[N,M,...]`
    public void run(Tensor x, Tensor w, Tensor b, Tensor y) {
        window.of(x, w);
        window.checkGroups(x, w, groups);
        check(x, w, b);
        window.shape(y, x, w.dim(0));
        switch (x.type()) {
            case F32, F16, BF16 -> floats(x, w, b, y);
            case F64 -> doubles(x, w, b, y);
            default -> throw new IllegalArgumentException("Conv: X " + x + " is not of floats");
        }
    }

    private static void check(Tensor x, Tensor w, Tensor b) {
        boolean fits = w.type() == x.type() && (!b.isPresent() || b.count() == w.dim(0) && b.type() == x.type());
        if (!fits) {
            throw new IllegalArgumentException(
                    "Conv: X " + x + " and W " + w + (b.isPresent() ? ", B " + b : "") + " do not go together");
        }
    }

    private void floats(Tensor x, Tensor w, Tensor b, Tensor y) {
        float[] from = pictures.of(x);
        float[] weights = kernels.of(w);
        float[] to = result.into(y);
        if (biases.length != w.dim(0)) {
            biases = new float[w.dim(0)];
        }
        for (int m = 0; m < biases.length && b.isPresent(); m++) {
            biases[m] = (float) b.number(m);
        }
        boolean flat = window.in[0] == 1 && window.kernel[0] == 1 && window.out[0] == 1;
        if (w.dim(1) == 1 && groups > 1 && flat) {
            depthwise.run(from, weights, biases, to, x.dim(0), x.dim(1), w.dim(0) / groups);
        } else {
            multiply(x, w, from, weights, to);
        }
        result.store(y);
    }

    private void multiply(Tensor x, Tensor w, float[] from, float[] weights, float[] to) {
        int plane = window.outPlane();
        int rows = w.dim(0) / groups;
        int depth = w.dim(1) * window.taps();
        int batches = x.dim(0) * groups;
        for (int i = 0; i < x.dim(0) * w.dim(0); i++) {
            Arrays.fill(to, i * plane, (i + 1) * plane, biases[i % w.dim(0)]);
        }
        if (xStarts.length < batches) {
            xStarts = new int[batches];
            wStarts = new int[batches];
            yStarts = new int[batches];
        }
        for (int batch = 0; batch < batches; batch++) {
            xStarts[batch] = batch * w.dim(1) * window.inPlane();
            wStarts[batch] = batch % groups * rows * depth;
            yStarts[batch] = batch * rows * plane;
        }
        product.left(weights, wStarts, depth)
                .right(window.isPoint() ? points.of(from, xStarts, plane, 1) : windows.of(from, xStarts))
                .out(to, yStarts, plane)
                .run(batches, rows, depth, plane);
    }

    private void doubles(Tensor x, Tensor w, Tensor b, Tensor y) {
        double[] to = doubleResult.into(y);
        int plane = window.outPlane();
        for (int i = 0; i < y.count(); i++) {
            to[i] = b.isPresent() ? b.number(i / plane % w.dim(0)) : 0;
        }
        PlainConvolution.add(
                window, doublePictures.of(x), doubleKernels.of(w), to, x.dim(0), x.dim(1), w.dim(0), groups);
        doubleResult.store(y);
    }
}
