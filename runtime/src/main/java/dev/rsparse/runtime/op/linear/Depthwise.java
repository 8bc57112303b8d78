package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// Convolution of single channels in up to two spatial axes: output channel `m` reads channel `m / multiplier`.
/// Each plane is first copied with what pads it, columns that the window meets together next to each other, so that
/// every place of the window reads whole vectors.
final class Depthwise {

    private static final int LEAST = 1 << 15;

    /// Every second lane of two vectors; those of the second count as negative.
    private static final VectorShuffle<Float> EVEN =
            VectorShuffle.fromOp(FLOATS, lane -> 2 * lane < LANES ? 2 * lane : 2 * lane - 2 * LANES);

    private final Window window;
    private final Workers workers;
    private final Workers.Task task = this::planes;
    private final float[][] copies;
    private float[] x = {};
    private float[] weights = {};
    private float[] biases = {};
    private float[] out = {};
    private int channels;
    private int multiplier;
    private int[] offsets = {};
    private int lineWidth;
    private int lines;

    Depthwise(Window window, Workers workers) {
        this.window = window;
        this.workers = workers;
        this.copies = new float[workers.size()][0];
    }

    /// Convolves `pictures` pictures of `channels` channels.
    ///
    /// @param biases what the sums of each output channel begin with
    /// @param multiplier output channels for each channel
    void run(float[] x, float[] weights, float[] biases, float[] out, int pictures, int channels, int multiplier) {
        this.x = x;
        this.weights = weights;
        this.biases = biases;
        this.out = out;
        this.channels = channels;
        this.multiplier = multiplier;
        int step = window.step[2];
        lineWidth = Math.ceilDiv((window.out[2] - 1) * step + window.reach(2), step) + LANES;
        lines = (window.out[1] - 1) * window.step[1] + window.reach(1);
        if (offsets.length != window.taps()) {
            offsets = new int[window.taps()];
        }
        for (int tap = 0; tap < offsets.length; tap++) {
            int right = tap % window.kernel[2] * window.dilation[2];
            int down = tap / window.kernel[2] * window.dilation[1];
            offsets[tap] = (down * step + right % step) * lineWidth + right / step;
        }
        int work = window.outPlane() * offsets.length * multiplier;
        workers.share(pictures * channels, Math.max(1, LEAST / Math.max(1, work)), task);
    }

    private void planes(int from, int to, int member) {
        int length = lines * window.step[2] * lineWidth + LANES;
        if (copies[member].length < length) {
            copies[member] = new float[length];
        }
        for (int plane = from; plane < to; plane++) {
            copy(plane, copies[member]);
            for (int i = 0; i < multiplier; i++) {
                int m = plane % channels * multiplier + i;
                convolve(copies[member], m, (plane * multiplier + i) * window.outPlane());
            }
        }
    }

    private void copy(int plane, float[] copy) {
        int step = window.step[2];
        for (int line = 0; line < lines; line++) {
            int y = line - window.before[1];
            boolean inside = y >= 0 && y < window.in[1];
            int from = plane * window.inPlane() + y * window.in[2];
            for (int phase = 0; phase < step; phase++) {
                int to = (line * step + phase) * lineWidth;
                if (inside) {
                    copyLine(from, phase - window.before[2], step, copy, to);
                } else {
                    Arrays.fill(copy, to, to + lineWidth, 0);
                }
            }
        }
    }

    /// Copies every `step`th number of a line from place `first` on, zeros where there is none.
    private void copyLine(int from, int first, int step, float[] copy, int to) {
        int begin = Math.min(lineWidth, Math.max(0, Math.ceilDiv(-first, step)));
        int end = Math.clamp(Math.ceilDiv(window.in[2] - first, step), begin, lineWidth);
        Arrays.fill(copy, to, to + begin, 0);
        if (step == 1) {
            System.arraycopy(x, from + first + begin, copy, to + begin, end - begin);
        } else {
            int i = step == 2 ? copyPairs(from + first, copy, to, begin, end) : begin;
            for (; i < end; i++) {
                copy[to + i] = x[from + first + i * step];
            }
        }
        Arrays.fill(copy, to + end, to + lineWidth, 0);
    }

    /// Copies every second number while whole vectors of them are there, and gives how far it came.
    private int copyPairs(int from, float[] copy, int to, int begin, int end) {
        int i = begin;
        for (; i + LANES <= end && from + 2 * (i + LANES) <= x.length; i += LANES) {
            FloatVector one = FloatVector.fromArray(FLOATS, x, from + 2 * i);
            FloatVector other = FloatVector.fromArray(FLOATS, x, from + 2 * i + LANES);
            one.rearrange(EVEN, other).intoArray(copy, to + i);
        }
        return i;
    }

    private void convolve(float[] copy, int m, int to) {
        int weight = m * offsets.length;
        FloatVector bias = FloatVector.broadcast(FLOATS, biases[m]);
        int width = window.out[2];
        int end = to + window.outPlane();
        int down = window.step[1] * window.step[2] * lineWidth;
        for (int line = 0; line < window.out[1]; line++) {
            for (int j = 0; j < width; j += LANES) {
                int at = to + line * width + j;
                int from = line * down + j;
                if (at + LANES <= end) {
                    // What goes beyond the line is written again with the next.
                    sum(copy, from, weight, bias).intoArray(out, at);
                } else {
                    edge(copy, from, m, at, Math.min(width - j, LANES));
                }
            }
        }
    }

    private FloatVector sum(float[] copy, int from, int weight, FloatVector start) {
        FloatVector sum = start;
        for (int tap = 0; tap < offsets.length; tap++) {
            FloatVector values = FloatVector.fromArray(FLOATS, copy, from + offsets[tap]);
            sum = values.fma(FloatVector.broadcast(FLOATS, weights[weight + tap]), sum);
        }
        return sum;
    }

    private void edge(float[] copy, int from, int m, int at, int count) {
        for (int i = 0; i < count; i++) {
            float sum = biases[m];
            for (int tap = 0; tap < offsets.length; tap++) {
                sum = Math.fma(copy[from + i + offsets[tap]], weights[m * offsets.length + tap], sum);
            }
            out[at + i] = sum;
        }
    }
}
