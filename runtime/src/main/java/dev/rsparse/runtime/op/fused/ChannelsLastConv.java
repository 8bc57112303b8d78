package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.op.linear.Window;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// ONNX Conv of pictures of two spatial axes with constant weights and one group, over pictures whose channels lie
/// next to each other, and what [Finish] does with it. Attributes: those of [Window], of which `kernel_shape` must
/// be there, `depth`, the channels of `X`, and `columns`, those of `Y`. Type: f32.
///
/// It is a product: a row for each step of the window, which reads the picture where it lies, line by line of the
/// window; only where something pads it, it is copied first. Sums begin with the bias and are taken line by line,
/// place by place, channel by channel.
public final class ChannelsLastConv implements Operator {

    private final int channels;
    private final Pictures pictures;
    private final Finish finish;
    private final PanelProduct product;
    private final PanelLayout layout;
    private final Bias bias;
    private final PaddedPictures padded;
    private int[] starts = {};
    private int[] offsets = {};
    private int run;
    // What starts and offsets were made for.
    private int height = -1;
    private int width = -1;
    private int rows = -1;

    public ChannelsLastConv(Settings settings) {
        this.channels = Shapes.extent(settings.integer("depth", 0));
        int columns = Shapes.extent(settings.integer("columns", 0));
        this.pictures = new Pictures("Conv", settings);
        this.finish = new Finish(settings);
        long taps = Arrays.stream(settings.integers("kernel_shape")).reduce(1, Math::multiplyExact);
        this.layout = new PanelLayout(Shapes.extent(channels * taps), columns);
        this.product = new PanelProduct(settings.workers(), layout, finish);
        this.bias = new Bias(columns);
        this.padded = new PaddedPictures(settings.workers());
    }

    /// @param x `[N,H,W,C]`
    /// @param w the panels of a matrix, as [PanelLayout] lays them: it has a row for each line, place and channel
    ///     of the window, in this order, and a column for each channel of `Y`
    /// @param b absent, or `[M]`
    /// @param more absent, or what is added; stretched as ONNX Add does
    /// @param y `[N,H',W',M]`
    public void run(Tensor x, Tensor w, Tensor b, Tensor more, Tensor y) {
        pictures.of(x);
        if (pictures.channels() != channels) {
            throw new IllegalArgumentException("Conv: X " + x + " has no " + channels + " channels");
        }
        pictures.shape(y, layout.columns());
        Tensor out = finish.begin(more, y);
        boolean pads = pictures.isPadded();
        float[] from = pads ? padded.of(x.floats(), pictures) : x.floats();
        Window window = pictures.window;
        setStarts(pads ? pictures.met(1) : window.in(1), pads ? pictures.met(2) : window.in(2), pads);
        product.left(from, starts, rows).runs(offsets, run).into(w.floats(), bias.of(b), out.floats());
        finish.end(more, y);
    }

    /// Finds where the window begins at each step, and its lines from there, or its places where they do not follow
    /// each other.
    ///
    /// @param lines of a picture, `columns` of a line
    /// @param pads whether the window begins there at its first step
    private void setStarts(int lines, int columns, boolean pads) {
        Window window = pictures.window;
        int steps = pictures.count() * window.outPlane();
        if (height == lines && width == columns && rows == steps) {
            return;
        }
        height = lines;
        width = columns;
        rows = steps;
        starts = new int[steps];
        int top = pads ? 0 : window.at(1, 0);
        int left = pads ? 0 : window.at(2, 0);
        for (int row = 0; row < steps; row++) {
            int y = top + row / window.out(2) % window.out(1) * pictures.step(1);
            int x = left + row % window.out(2) * pictures.step(2);
            starts[row] = ((row / window.outPlane() * lines + y) * columns + x) * channels;
        }
        boolean joined = window.dilation(2) == 1;
        int places = joined ? 1 : window.kernel(2);
        run = (joined ? window.kernel(2) : 1) * channels;
        offsets = new int[window.kernel(1) * places];
        for (int i = 0; i < offsets.length; i++) {
            int down = i / places * window.dilation(1);
            offsets[i] = (down * columns + i % places * window.dilation(2)) * channels;
        }
    }
}
