package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// The transpose of convolution: each number of a picture, times the weights of its channel, is added to the places
/// of the window there, which then lie in the result. Its extents are `stride (extent - 1) + output_padding + reach
/// - pads`, reach being that of the window; with `output_shape`, or `auto_pad` other than NOTSET, these tell the
/// pads. Attributes: those of [Window], `group` (1), `output_padding` (0), `output_shape`. Types: floats; 16 bits
/// are computed as f32 and rounded once. Source: ONNX ConvTranspose-1,-11,-22.
public final class ConvTranspose implements Operator {

    private static final int LEAST = 1 << 13;

    private final int groups;
    private final long[] outputPadding;
    private final long[] outputShape;
    private final Window window;
    private final Product product;
    private final Workers workers;
    private final Workers.Task task = this::planes;
    private final MatrixPanels panels = new MatrixPanels();
    private final Floats pictures = new Floats();
    private final Floats kernels = new Floats();
    private final Floats turned = new Floats();
    private final Floats places = new Floats();
    private final Floats result = new Floats();
    private final int[] xStart = new int[1];
    private final int[] wStart = new int[1];
    private final int[] zero = new int[1];
    // The product of one group of one picture, and where it is added to.
    private float[] values = {};
    private float[] out = {};
    private int outStart;

    public ConvTranspose(Settings settings) {
        this.groups = Shapes.extent(settings.integer("group", 1));
        this.outputPadding = settings.integers("output_padding");
        this.outputShape = settings.integers("output_shape");
        this.window = new Window("ConvTranspose", settings);
        this.product = new Product(settings.workers());
        this.workers = settings.workers();
    }

    /// @param x `[N,C,...]`
    /// @param w `[C,M / group,...]`
    /// @param b `[M]`, or absent
    /// @param y `[N,M,...]`
    public void run(Tensor x, Tensor w, Tensor b, Tensor y) {
        window.begin(x, w);
        int channels = w.dim(1) * groups;
        boolean fits = groups > 0
                && x.dim(1) == w.dim(0)
                && x.dim(1) % groups == 0
                && w.type() == x.type()
                && (!b.isPresent() || b.count() == channels && b.type() == x.type());
        if (!fits) {
            throw new IllegalArgumentException("ConvTranspose: X " + x + " and W " + w
                    + (b.isPresent() ? ", B " + b : "") + " do not go together in groups of " + groups);
        }
        window.spread(outputPadding, outputShape);
        window.shape(y, x, channels);
        switch (x.type()) {
            case F32, F16, BF16 -> floats(x, w, b, y);
            case F64 -> doubles(x, w, b, y);
            default -> throw new IllegalArgumentException("ConvTranspose: X " + x + " is not of floats");
        }
    }

    private void floats(Tensor x, Tensor w, Tensor b, Tensor y) {
        float[] from = pictures.of(x);
        float[] weights = turn(w);
        out = result.into(y);
        int plane = window.outPlane();
        for (int i = 0; i < y.dim(0) * y.dim(1); i++) {
            Arrays.fill(out, i * plane, (i + 1) * plane, b.isPresent() ? (float) b.number(i % y.dim(1)) : 0);
        }
        int depth = x.dim(1) / groups;
        int rows = w.dim(1) * window.taps();
        int columns = window.inPlane();
        values = places.room(rows * columns);
        for (int batch = 0; batch < x.dim(0) * groups; batch++) {
            Arrays.fill(values, 0, rows * columns, 0);
            xStart[0] = batch * depth * columns;
            wStart[0] = batch % groups * rows * depth;
            product.left(weights, wStart, depth)
                    .right(panels.of(from, xStart, columns, 1))
                    .out(values, zero, columns)
                    .run(1, rows, depth, columns);
            outStart = batch * w.dim(1) * plane;
            workers.share(w.dim(1), Math.max(1, LEAST / Math.max(1, columns * window.taps())), task);
        }
        result.store(y);
    }

    /// As the definition has it, number by number.
    private void doubles(Tensor x, Tensor w, Tensor b, Tensor y) {
        double[] to = y.doubles();
        int plane = window.outPlane();
        for (int i = 0; i < y.count(); i++) {
            to[i] = b.isPresent() ? b.number(i / plane % y.dim(1)) : 0;
        }
        int kernel = w.dim(1) * window.taps();
        for (int i = 0; i < x.count() * kernel; i++) {
            int from = i / kernel;
            int channel = from / window.inPlane() % x.dim(1);
            int picture = from / window.inPlane() / x.dim(1);
            int m = channel / (x.dim(1) / groups) * w.dim(1) + i % kernel / window.taps();
            int place = window.spread(from % window.inPlane(), i % window.taps());
            if (place >= 0) {
                to[(picture * y.dim(1) + m) * plane + place] +=
                        x.doubles()[from] * w.doubles()[channel * kernel + i % kernel];
            }
        }
    }

    /// Weights as `[group,M / group,window,C / group]`.
    private float[] turn(Tensor w) {
        float[] from = kernels.of(w);
        float[] to = turned.room(w.count());
        int depth = w.dim(0) / groups;
        int rows = w.dim(1) * window.taps();
        for (int c = 0; c < w.dim(0); c++) {
            int at = c / depth * rows * depth + c % depth;
            for (int i = 0; i < rows; i++) {
                to[at + i * depth] = from[c * rows + i];
            }
        }
        return to;
    }

    private void planes(int from, int to, int member) {
        for (int m = from; m < to; m++) {
            for (int tap = 0; tap < window.taps(); tap++) {
                add((m * window.taps() + tap) * window.inPlane(), tap, outStart + m * window.outPlane());
            }
        }
    }

    /// Adds what a place of the window makes of a plane.
    private void add(int from, int tap, int to) {
        int right = tap % window.kernel[2] * window.dilation[2];
        int down = tap / window.kernel[2] % window.kernel[1] * window.dilation[1];
        int inward = tap / window.kernel[2] / window.kernel[1] * window.dilation[0];
        for (int line = 0; line < window.in[0] * window.in[1]; line++) {
            int z = window.at(0, line / window.in[1]) + inward;
            int y = window.at(1, line % window.in[1]) + down;
            if (z < 0 || z >= window.out[0] || y < 0 || y >= window.out[1]) {
                continue;
            }
            int start = to + (z * window.out[1] + y) * window.out[2];
            for (int j = 0; j < window.in[2]; j++) {
                int place = window.at(2, j) + right;
                if (place >= 0 && place < window.out[2]) {
                    out[start + place] += values[from + line * window.in[2] + j];
                }
            }
        }
    }
}
