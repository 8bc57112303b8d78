package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Boxes that are not covered by better ones, as rows `(picture, class, box)` of I64. For each picture and class
/// boxes are taken by falling score, ties by number, when the score is above `score_threshold` (if there is one)
/// and no box taken before shares more than `iou_threshold` (default 0) of the area of both together; at most
/// `max_output_boxes_per_class` (default 0). `boxes[B, N, 4]` holds two opposite corners `(y1, x1, y2, x2)`, or
/// with the attribute `center_point_box` 1 middle, width and height `(x, y, w, h)`; `scores` is `[B, C, N]`. ONNX
/// NonMaxSuppression-10,-11.
public final class NonMaxSuppression implements Operator {

    private final boolean centered;
    private long[] order = {};
    private int[] taken = {};
    private float[] corners = {};
    private int found;

    public NonMaxSuppression(Settings settings) {
        this.centered = settings.flag("center_point_box", false);
    }

    /// @param most `max_output_boxes_per_class`; may be absent, as the thresholds may
    public void run(Tensor boxes, Tensor scores, Tensor most, Tensor overlap, Tensor least, Tensor out) {
        boolean fits = boxes.rank() == 3
                && scores.rank() == 3
                && boxes.dim(2) == 4
                && boxes.dim(0) == scores.dim(0)
                && boxes.dim(1) == scores.dim(2);
        if (!fits) {
            throw new IllegalArgumentException(
                    "NonMaxSuppression: boxes " + boxes + " do not go with scores " + scores);
        }
        long limit = (long) number("max_output_boxes_per_class", most, 0);
        double share = number("iou_threshold", overlap, 0);
        double threshold = number("score_threshold", least, Double.NEGATIVE_INFINITY);
        int count = boxes.dim(1);
        makeRoom(count);
        found = 0;
        for (int row = 0; row < scores.dim(0) * scores.dim(1); row++) {
            int picture = row / scores.dim(1);
            if (row % scores.dim(1) == 0) {
                setCorners(boxes, picture);
            }
            int candidates = sort(scores, row * count, threshold);
            take(candidates, row, limit, share);
        }
        write(out, scores.dim(1));
    }

    private static double number(String name, Tensor x, double otherwise) {
        return x.isPresent() ? Checks.single("NonMaxSuppression", name, x).number(0) : otherwise;
    }

    private void makeRoom(int count) {
        if (order.length < count) {
            order = new long[count];
            corners = new float[4 * count];
        }
    }

    /// Corners with the smaller coordinates first, `(x1, y1, x2, y2)` or the same with axes swapped.
    private void setCorners(Tensor boxes, int picture) {
        for (int i = 0; i < boxes.dim(1); i++) {
            int box = (picture * boxes.dim(1) + i) * 4;
            for (int axis = 0; axis < 2; axis++) {
                double first = boxes.number(box + axis);
                double second = boxes.number(box + 2 + axis);
                double low = centered ? first - second / 2 : Math.min(first, second);
                double high = centered ? first + second / 2 : Math.max(first, second);
                corners[4 * i + axis] = (float) low;
                corners[4 * i + 2 + axis] = (float) high;
            }
        }
    }

    /// Orders the boxes above the threshold, and gives how many there are.
    private int sort(Tensor scores, int start, double threshold) {
        int candidates = 0;
        for (int i = 0; i < scores.dim(2); i++) {
            double score = scores.number(start + i);
            if (score > threshold) {
                int bits = Float.floatToIntBits((float) score);
                // Order of floats as order of integers; reversed, so that the largest comes first.
                int rank = ~(bits ^ (bits >> 31 & Integer.MAX_VALUE));
                order[candidates++] = (long) rank << 32 | i;
            }
        }
        Arrays.sort(order, 0, candidates);
        return candidates;
    }

    private void take(int candidates, int row, long limit, double share) {
        int first = found;
        for (int k = 0; k < candidates && found - first < limit; k++) {
            int box = (int) order[k];
            boolean free = true;
            for (int i = first; free && i < found; i++) {
                free = overlap(taken[2 * i + 1], box) <= share;
            }
            if (free) {
                if (taken.length < 2 * found + 2) {
                    taken = Arrays.copyOf(taken, 4 * found + 2);
                }
                taken[2 * found] = row;
                taken[2 * found++ + 1] = box;
            }
        }
    }

    /// Area that two boxes share, as a part of that of both together.
    private double overlap(int first, int second) {
        double width = shared(first, second, 0);
        double height = shared(first, second, 1);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double both = area(first) + area(second) - width * height;
        return both <= 0 ? 0 : width * height / both;
    }

    private double shared(int first, int second, int axis) {
        double high = Math.min(corners[4 * first + 2 + axis], corners[4 * second + 2 + axis]);
        return high - Math.max(corners[4 * first + axis], corners[4 * second + axis]);
    }

    private double area(int box) {
        return ((double) corners[4 * box + 2] - corners[4 * box])
                * ((double) corners[4 * box + 3] - corners[4 * box + 1]);
    }

    private void write(Tensor out, int classes) {
        out.shape(ElementType.I64, found, 3);
        for (int i = 0; i < found; i++) {
            out.longs()[3 * i] = taken[2 * i] / classes;
            out.longs()[3 * i + 1] = taken[2 * i] % classes;
            out.longs()[3 * i + 2] = taken[2 * i + 1];
        }
    }
}
