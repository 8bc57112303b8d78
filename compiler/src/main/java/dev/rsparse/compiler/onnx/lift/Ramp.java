package dev.rsparse.compiler.onnx.lift;

import java.util.Optional;
import java.util.stream.IntStream;

/// A line from 0 to 1, and 0 before it and 1 behind it.
///
/// @param start where it leaves 0
/// @param end where it reaches 1
record Ramp(double start, double end) {

    /// Heights so near to 0 or 1 are off the line.
    private static final double NEAR = 1e-4;

    /// Its height.
    double at(double x) {
        return Math.clamp((x - start) / (end - start), 0, 1);
    }

    /// A ramp through points; nothing when no two of them tell one. Whether it meets all of them is not looked at.
    ///
    /// @param x in descending order
    /// @param heights of the points
    static Optional<Ramp> of(double[] x, double[] heights) {
        int[] inner = IntStream.range(0, x.length)
                .filter(i -> heights[i] > NEAR && heights[i] < 1 - NEAR)
                .toArray();
        int last = x.length - 1;
        if (inner.length == 0) {
            int end = IntStream.range(0, x.length)
                    .filter(i -> heights[i] <= NEAR)
                    .findFirst()
                    .orElse(0);
            return end == 0 ? Optional.empty() : Optional.of(new Ramp(x[end], x[end - 1]));
        }
        int first = inner[0];
        int other = inner[inner.length - 1];
        if (first < other) {
            return through(x[first], heights[first], (heights[first] - heights[other]) / (x[first] - x[other]));
        }
        // One point alone: as flat as its neighbours, which are off the line, let it be.
        double up = first == 0 ? 0 : (1 - heights[first]) / (x[first - 1] - x[first]);
        double down = first == last ? 0 : heights[first] / (x[first] - x[first + 1]);
        return through(x[first], heights[first], Math.max(up, down));
    }

    private static Optional<Ramp> through(double x, double height, double slope) {
        return slope > 0 ? Optional.of(new Ramp(x - height / slope, x + (1 - height) / slope)) : Optional.empty();
    }
}
