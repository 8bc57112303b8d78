package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.Workers;
import java.util.Arrays;

/// Copies of pictures `[N,H,W,C]` with the zeros around them that a window meets.
final class PaddedPictures {

    /// Numbers that are worth a thread's while.
    private static final int LEAST = 1 << 14;

    private final Workers workers;
    private final Workers.Task task = this::lines;
    private float[] copy = {};
    private float[] x = {};
    private int inHeight;
    private int inWidth;
    private int top;
    private int left;
    private int height;
    private int line;

    PaddedPictures(Workers workers) {
        this.workers = workers;
    }

    /// The numbers that the window meets, of each picture as many lines and columns as [Pictures#met] says.
    float[] of(float[] values, Pictures pictures) {
        x = values;
        int channels = pictures.channels();
        inHeight = pictures.window.in(1);
        inWidth = pictures.window.in(2) * channels;
        top = pictures.window.at(1, 0);
        left = pictures.window.at(2, 0) * channels;
        height = pictures.met(1);
        line = pictures.met(2) * channels;
        int lines = Math.multiplyExact(pictures.count(), height);
        int size = Math.multiplyExact(lines, line);
        if (copy.length < size) {
            copy = new float[size];
        }
        workers.share(lines, Math.max(1, LEAST / line), task);
        return copy;
    }

    private void lines(int from, int to, int member) {
        for (int i = from; i < to; i++) {
            int at = i * line;
            int y = i % height + top;
            if (y < 0 || y >= inHeight) {
                Arrays.fill(copy, at, at + line, 0);
                continue;
            }
            int begin = Math.clamp(-left, 0, line);
            int end = Math.clamp(inWidth - left, begin, line);
            Arrays.fill(copy, at, at + begin, 0);
            int first = (i / height * inHeight + y) * inWidth + left;
            System.arraycopy(x, first + begin, copy, at + begin, end - begin);
            Arrays.fill(copy, at + end, at + line, 0);
        }
    }
}
