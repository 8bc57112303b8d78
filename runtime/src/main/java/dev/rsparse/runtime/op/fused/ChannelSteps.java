package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.linear.Window;
import dev.rsparse.runtime.tensor.Settings;

/// What operators share whose window meets each channel on its own: the steps of the window over pictures whose
/// channels lie next to each other, and which of its places are inside the picture.
abstract class ChannelSteps {

    /// Numbers that the window meets, times channels, that are worth a thread's while.
    private static final int LEAST = 1 << 15;

    private final Workers workers;
    private final Workers.Task task = this::steps;
    private final Inside lines = new Inside();
    private final Inside places = new Inside();
    final Pictures pictures;

    ChannelSteps(String operator, Settings settings) {
        this.workers = settings.workers();
        this.pictures = new Pictures(operator, settings);
    }

    /// Does all steps over the pictures that were taken on.
    final void share() {
        lines.of(pictures.window, 1);
        places.of(pictures.window, 2);
        int steps = pictures.count() * pictures.window.outPlane();
        int work = pictures.window.taps() * pictures.channels();
        workers.share(steps, Math.max(1, LEAST / Math.max(1, work)), task);
    }

    private void steps(int from, int to, int member) {
        Window window = pictures.window;
        int channels = pictures.channels();
        int width = window.out(2);
        // Counted on, since steps are many and divisions slow.
        int column = from % width;
        int row = from / width % window.out(1);
        int picture = from / width / window.out(1);
        for (int step = from; step < to; step++) {
            int line = lines.from[row];
            int place = places.from[column];
            int y = picture * window.in(1) + window.at(1, row) + line * window.dilation(1);
            int x = window.at(2, column) + place * window.dilation(2);
            int at = (y * window.in(2) + x) * channels;
            step(at, line, lines.to[row] - line, place, places.to[column] - place, step * channels);
            if (++column == width) {
                column = 0;
                if (++row == window.out(1)) {
                    row = 0;
                    picture++;
                }
            }
        }
        end(from * channels, to * channels);
    }

    /// Elements from line to line of the window.
    final int lineStep() {
        return pictures.window.dilation(1) * pictures.window.in(2) * pictures.channels();
    }

    /// Elements from place to place of the window.
    final int placeStep() {
        return pictures.window.dilation(2) * pictures.channels();
    }

    /// Makes all channels of a step. Several threads call it at the same time.
    ///
    /// @param at where the first place inside the picture begins there
    /// @param line its line in the window, from which `lines` on are inside, and so `place` and `places`
    /// @param to where the result of the step begins
    abstract void step(int at, int line, int lines, int place, int places, int to);

    /// Does what is left for elements `from..to` of the result.
    abstract void end(int from, int to);

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
