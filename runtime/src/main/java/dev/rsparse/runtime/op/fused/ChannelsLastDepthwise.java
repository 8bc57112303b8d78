package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.kernel.ChannelWindows;
import dev.rsparse.runtime.op.linear.Window;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// ONNX Conv of pictures of two spatial axes with constant weights and a group for each channel, over pictures whose
/// channels lie next to each other, and what [Finish] does with it. Attributes: those of [Window], of which
/// `kernel_shape` must be there. Type: f32. Sums begin with the bias and are taken line by line and place by place
/// over what the window meets of the picture.
public final class ChannelsLastDepthwise implements Operator {

    /// Multiplications that are worth a thread's while: what is read once costs more than what is multiplied.
    private static final int LEAST = 1 << 15;

    private final Workers workers;
    private final Workers.Task task = this::steps;
    private final Pictures pictures;
    private final Finish finish;
    private final Inside lines = new Inside();
    private final Inside places = new Inside();
    private float[] zeros = {};
    private float[] x = {};
    private float[] weights = {};
    private float[] bias = {};
    private float[] out = {};

    public ChannelsLastDepthwise(Settings settings) {
        this.workers = settings.workers();
        this.pictures = new Pictures("Conv", settings);
        this.finish = new Finish(settings);
    }

    /// @param input `[N,H,W,C]`
    /// @param w `[kH,kW,C]`
    /// @param b absent, or `[C]`
    /// @param more absent, or what is added; stretched as ONNX Add does
    /// @param y `[N,H',W',C]`
    public void run(Tensor input, Tensor w, Tensor b, Tensor more, Tensor y) {
        pictures.of(input);
        int channels = pictures.channels();
        int taps = pictures.window.taps();
        if (w.count() != (long) taps * channels || b.isPresent() && b.count() != channels) {
            throw new IllegalArgumentException("Conv: X " + input + " and W " + w + " do not go together");
        }
        if (zeros.length < channels) {
            zeros = new float[channels];
        }
        lines.of(pictures.window, 1);
        places.of(pictures.window, 2);
        pictures.shape(y, channels);
        out = finish.begin(more, y).floats();
        x = input.floats();
        weights = w.floats();
        bias = b.isPresent() ? b.floats() : zeros;
        int steps = pictures.count() * pictures.window.outPlane();
        workers.share(steps, Math.max(1, LEAST / Math.max(1, taps * channels)), task);
        finish.end(more, y);
    }

    private void steps(int from, int to, int member) {
        Window window = pictures.window;
        int channels = pictures.channels();
        int down = window.dilation(1) * window.in(2) * channels;
        int right = window.dilation(2) * channels;
        int width = window.out(2);
        // Counted on, since steps are many and divisions slow.
        int column = from % width;
        int row = from / width % window.out(1);
        int picture = from / width / window.out(1);
        for (int step = from; step < to; step++) {
            int line = lines.from[row];
            int place = places.from[column];
            int y = picture * window.in(1) + window.at(1, row);
            int at = (y * window.in(2) + window.at(2, column)) * channels + line * down + place * right;
            ChannelWindows.sum(
                    x,
                    at,
                    down,
                    right,
                    weights,
                    (line * window.kernel(2) + place) * channels,
                    window.kernel(2) * channels,
                    lines.to[row] - line,
                    places.to[column] - place,
                    bias,
                    out,
                    step * channels,
                    channels);
            if (++column == width) {
                column = 0;
                if (++row == window.out(1)) {
                    row = 0;
                    picture++;
                }
            }
        }
        finish.apply(out, from * channels, to * channels);
    }

    /// For each step of the window on an axis, the first of its places inside the picture and the one behind the
    /// last.
    private static final class Inside {
        private int[] from = {};
        private int[] to = {};

        void of(Window window, int axis) {
            if (from.length < window.out(axis)) {
                from = new int[window.out(axis)];
                to = new int[window.out(axis)];
            }
            for (int step = 0; step < window.out(axis); step++) {
                int first = window.at(axis, step);
                from[step] = Math.ceilDiv(Math.max(0, -first), window.dilation(axis));
                int end = Math.ceilDiv(window.in(axis) - first, window.dilation(axis));
                to[step] = Math.max(from[step], Math.min(window.kernel(axis), end));
            }
        }
    }
}
