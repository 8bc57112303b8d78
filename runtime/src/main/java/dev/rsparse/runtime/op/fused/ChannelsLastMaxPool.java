package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.kernel.ChannelWindows;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// ONNX MaxPool, without places, of pictures of two spatial axes whose channels lie next to each other. Attributes:
/// those of [dev.rsparse.runtime.op.linear.Window]. Type: f32. A NaN stays one, 0 is greater than -0.
public final class ChannelsLastMaxPool extends ChannelSteps implements Operator {

    private float[] x = {};
    private float[] out = {};

    public ChannelsLastMaxPool(Settings settings) {
        super("MaxPool", settings);
    }

    /// @param input `[N,H,W,C]`
    /// @param y `[N,H',W',C]`
    public void run(Tensor input, Tensor y) {
        pictures.of(input);
        pictures.shape(y, pictures.channels());
        x = input.floats();
        out = y.floats();
        share();
    }

    @Override
    void step(int at, int line, int lines, int place, int places, int to) {
        ChannelWindows.max(x, at, lineStep(), placeStep(), lines, places, out, to, pictures.channels());
    }

    @Override
    void end(int from, int to) {}
}
