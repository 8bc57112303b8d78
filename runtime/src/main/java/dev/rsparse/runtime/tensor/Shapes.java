package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Arithmetic of extents and axes.
public final class Shapes {

    private Shapes() {}

    /// Number of elements of a shape.
    ///
    /// @throws IllegalArgumentException for a negative extent, or more than 2³¹-1 elements
    public static int count(int... dims) {
        return count(dims, dims.length);
    }

    /// Number of elements of the shape that the first `rank` extents make.
    ///
    /// @throws IllegalArgumentException for a negative extent, or more than 2³¹-1 elements
    public static int count(int[] dims, int rank) {
        return count(dims, 0, rank);
    }

    /// Product of the extents of axes `from..to`, the second exclusive.
    ///
    /// @throws IllegalArgumentException for a negative extent, or more than 2³¹-1 elements
    public static int count(int[] dims, int from, int to) {
        long count = 1;
        boolean empty = false;
        for (int axis = from; axis < to; axis++) {
            if (dims[axis] < 0) {
                throw new IllegalArgumentException("no shape: " + Arrays.toString(dims));
            }
            empty |= dims[axis] == 0;
            // Beside an extent of 0 the others may be of any size.
            count = Math.min(count * Math.max(1, dims[axis]), Integer.MAX_VALUE + 1L);
        }
        if (empty) {
            return 0;
        }
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("more than 2147483647 elements: " + Arrays.toString(dims));
        }
        return (int) count;
    }

    /// The axis counted from 0; a negative one counts from the end.
    ///
    /// @throws IllegalArgumentException when there is no such axis
    public static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("axis " + axis + " of a tensor with " + rank + " axes");
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /// An extent that was computed.
    ///
    /// @throws IllegalArgumentException when it is negative or does not fit in an int
    public static int extent(long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no extent: " + value);
        }
        return (int) value;
    }

    /// Type and shape for messages: `f32[2,3]`.
    public static String text(ElementType type, int... dims) {
        return type.name().toLowerCase(Locale.ROOT)
                + Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
