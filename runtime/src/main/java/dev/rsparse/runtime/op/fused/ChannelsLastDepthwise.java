package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.kernel.ChannelWindows;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// ONNX Conv of pictures of two spatial axes with constant weights and a group for each channel, over pictures whose
/// channels lie next to each other, and what [Finish] does with it. Attributes: those of [Window], of which
/// `kernel_shape` must be there. Type: f32. Sums begin with the bias and are taken line by line and place by place
/// over what the window meets of the picture.
public final class ChannelsLastDepthwise extends ChannelSteps implements Operator {

    private final Finish finish;
    private float[] zeros = {};
    private float[] x = {};
    private float[] weights = {};
    private float[] bias = {};
    private float[] out = {};

    public ChannelsLastDepthwise(Settings settings) {
        super("Conv", settings);
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
        share();
        finish.end(more, y);
    }

    @Override
    void step(int at, int line, int lines, int place, int places, int to) {
        int channels = pictures.channels();
        int width = pictures.window.kernel(2);
        ChannelWindows.sum(
                x,
                at,
                lineStep(),
                placeStep(),
                weights,
                (line * width + place) * channels,
                width * channels,
                lines,
                places,
                bias,
                out,
                to,
                channels);
    }

    @Override
    void end(int from, int to) {
        finish.apply(out, from, to);
    }
}
