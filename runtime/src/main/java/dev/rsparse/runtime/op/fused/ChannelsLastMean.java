package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.kernel.ChannelWindows;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// ONNX GlobalAveragePool of pictures whose channels lie next to each other. Type: f32. Numbers of a line are added
/// from left to right, then lines from top to bottom.
public final class ChannelsLastMean implements Operator {

    /// Numbers that are worth a thread's while.
    private static final int LEAST = 1 << 14;

    private final Workers workers;
    private final Workers.Task task = this::pictures;
    private float[] x = {};
    private float[] y = {};
    private int lines;
    private int places;
    private int channels;

    public ChannelsLastMean(Settings settings) {
        this.workers = settings.workers();
    }

    /// @param input `[N,H,W,C]`
    /// @param mean `[N,1,1,C]`
    public void run(Tensor input, Tensor mean) {
        Turning.check("GlobalAveragePool", input);
        lines = input.dim(1);
        places = input.dim(2);
        channels = input.dim(3);
        mean.shape(ElementType.F32, input.dim(0), 1, 1, channels);
        x = input.floats();
        y = mean.floats();
        workers.share(input.dim(0), Math.max(1, LEAST / Math.max(1, lines * places * channels)), task);
    }

    private void pictures(int from, int to, int member) {
        for (int picture = from; picture < to; picture++) {
            ChannelWindows.mean(x, picture * lines * places * channels, lines, places, y, picture * channels, channels);
        }
    }
}
