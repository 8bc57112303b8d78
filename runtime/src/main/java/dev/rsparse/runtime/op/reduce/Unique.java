package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Arrays;

/// The elements of `X`, each once; along `axis`, where it is given, the subtensors, which are compared element by
/// element. They come in ascending order, with `sorted` = 0 in that of their first occurrence. The other outputs,
/// of type I64, are the places of the first occurrences, for each element of `X` the place of its like in `Y`, and
/// how often each of `Y` occurs (ONNX Unique-11).
public final class Unique implements Operator {

    private final Settings settings;
    private final boolean sorted;
    private final Lanes lanes = new Lanes();

    public Unique(Settings settings) {
        this.settings = settings;
        this.sorted = settings.flag("sorted", true);
    }

    /// Writes the elements and, unless absent, the other outputs.
    ///
    /// @throws IllegalArgumentException when `x` does not have the axis
    public void run(Tensor x, Tensor y, Tensor indices, Tensor inverse, Tensor counts) {
        if (settings.has("axis")) {
            lanes.along(this, x, settings.integer("axis", 0), 0);
        } else {
            lanes.from(this, x, 0);
        }
        int n = lanes.length();
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        // The sort is stable: of equal ones the first goes first.
        Arrays.sort(order, (i, j) -> compare(x, i, j));
        int[] likes = new int[n];
        int[] firsts = group(x, order, likes);
        if (!sorted) {
            firsts = byOccurrence(firsts, likes);
        }
        write(x, firsts, y);
        write(indices, firsts);
        write(inverse, likes);
        int[] sizes = new int[firsts.length];
        for (int like : likes) {
            sizes[like]++;
        }
        write(counts, sizes);
    }

    /// Gives equal ones a common number, ascending as they do.
    ///
    /// @return which is the first of each number
    private int[] group(Tensor x, Integer[] order, int[] likes) {
        int[] firsts = new int[order.length];
        int found = 0;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || compare(x, order[i - 1], order[i]) != 0) {
                firsts[found++] = order[i];
            }
            likes[order[i]] = found - 1;
        }
        return Arrays.copyOf(firsts, found);
    }

    /// Numbers anew by the first occurrence.
    private static int[] byOccurrence(int[] firsts, int[] likes) {
        int[] sortedFirsts = firsts.clone();
        Arrays.sort(sortedFirsts);
        for (int i = 0; i < likes.length; i++) {
            likes[i] = Arrays.binarySearch(sortedFirsts, firsts[likes[i]]);
        }
        return sortedFirsts;
    }

    private void write(Tensor x, int[] firsts, Tensor y) {
        int[] dims = {firsts.length};
        if (settings.has("axis")) {
            dims = x.dims();
            dims[Shapes.axis(settings.integer("axis", 0), dims.length)] = firsts.length;
        }
        y.shape(x.type(), dims);
        for (int lane = 0; lane < lanes.count(); lane++) {
            int first = lanes.first(lane);
            int to = first / (Math.max(1, lanes.length()) * lanes.stride()) * firsts.length * lanes.stride()
                    + lane % lanes.stride();
            for (int i = 0; i < firsts.length; i++) {
                y.copy(x, first + firsts[i] * lanes.stride(), to + i * lanes.stride(), 1);
            }
        }
    }

    private static void write(Tensor out, int[] values) {
        if (out.isPresent()) {
            out.shape(ElementType.I64, values.length);
            for (int i = 0; i < values.length; i++) {
                out.longs()[i] = values[i];
            }
        }
    }

    private int compare(Tensor x, int i, int j) {
        for (int lane = 0; lane < lanes.count(); lane++) {
            int first = lanes.first(lane);
            int compared = compareElements(x, first + i * lanes.stride(), first + j * lanes.stride());
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private static int compareElements(Tensor x, int i, int j) {
        if (Types.FLOATS.contains(x.type())) {
            // Adding 0 makes one of both zeros.
            return Double.compare(x.number(i) + 0.0, x.number(j) + 0.0);
        }
        return x.type() == ElementType.U64
                ? Long.compareUnsigned(x.integer(i), x.integer(j))
                : Long.compare(x.integer(i), x.integer(j));
    }
}
