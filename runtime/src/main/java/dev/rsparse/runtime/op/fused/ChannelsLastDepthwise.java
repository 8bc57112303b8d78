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
        for (int step = from; step < to; step++) {
            int top = window.at(1, step / window.out(2) % window.out(1));
            int left = window.at(2, step % window.out(2));
            // Places of the window inside the picture.
            int line = Math.ceilDiv(Math.max(0, -top), window.dilation(1));
            int lineEnd = Math.min(window.kernel(1), Math.ceilDiv(window.in(1) - top, window.dilation(1)));
            int place = Math.ceilDiv(Math.max(0, -left), window.dilation(2));
            int placeEnd = Math.min(window.kernel(2), Math.ceilDiv(window.in(2) - left, window.dilation(2)));
            int y = step / window.outPlane() * window.in(1) + top + line * window.dilation(1);
            int at = (y * window.in(2) + left + place * window.dilation(2)) * channels;
            ChannelWindows.sum(
                    x,
                    at,
                    window.dilation(1) * window.in(2) * channels,
                    window.dilation(2) * channels,
                    weights,
                    (line * window.kernel(2) + place) * channels,
                    window.kernel(2) * channels,
                    Math.max(0, lineEnd - line),
                    Math.max(0, placeEnd - place),
                    bias,
                    out,
                    step * channels,
                    channels);
        }
        finish.apply(out, from * channels, to * channels);
    }
}
