package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Einsum of two inputs as products of matrices: labels that both inputs and the result have number the products,
/// those that only the inputs have are summed over, the others are rows and columns.
final class EinsumProduct {

    private final EinsumEquation equation;
    private final Product product;
    private final MatrixPanels panels = new MatrixPanels();
    private final Floats left = new Floats();
    private final Floats right = new Floats();
    private final Floats orderedLeft = new Floats();
    private final Floats orderedRight = new Floats();
    private final Floats sums = new Floats();
    private final Floats result = new Floats();

    EinsumProduct(EinsumEquation equation, Workers workers) {
        this.equation = equation;
        this.product = new Product(workers);
    }

    /// Computes `y`, unless the equation is no product of matrices.
    boolean run(Tensor[] inputs, Tensor y) {
        if (inputs.length != 2 || y.count() == 0) {
            return false;
        }
        int[] batch = pick(true, true, true);
        int[] rows = pick(true, true, false);
        int[] columns = pick(true, false, true);
        int[] depth = pick(false, true, true);
        if (batch.length + rows.length + columns.length + depth.length != equation.order.length) {
            return false;
        }
        int height = extent(rows);
        int width = extent(columns);
        int count = extent(batch);
        int sum = extent(depth);
        float[] a = orderedLeft.room(count * height * sum);
        order(left.of(inputs[0]), 0, a, batch, rows, depth);
        float[] b = orderedRight.room(count * sum * width);
        order(right.of(inputs[1]), 1, b, batch, depth, columns);
        float[] c = sums.room(y.count());
        Arrays.fill(c, 0, y.count(), 0);
        product.left(a, starts(count, height * sum), sum)
                .right(panels.of(b, starts(count, sum * width), width, 1))
                .out(c, starts(count, height * width), width)
                .run(count, height, sum, width);
        scatter(c, result.into(y), batch, rows, columns);
        result.store(y);
        return true;
    }

    /// Labels that the result has or not, and along which the inputs move on or not.
    private int[] pick(boolean kept, boolean inLeft, boolean inRight) {
        int[] found = new int[equation.order.length];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            boolean one = equation.steps[0][i] != 0;
            boolean other = equation.steps[1][i] != 0;
            // What is of extent 1 everywhere moves nothing on, and may count as any.
            boolean still = equation.dims[i] == 1 && kept && inLeft && inRight && i < equation.kept;
            boolean lost = equation.dims[i] == 1 && !kept && i >= equation.kept;
            if (equation.dims[i] == 1
                    ? still || lost
                    : i < equation.kept == kept && one == inLeft && other == inRight) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private int extent(int[] labels) {
        long extent = 1;
        for (int label : labels) {
            extent *= equation.dims[label];
        }
        return Shapes.extent(extent);
    }

    private static int[] starts(int count, int size) {
        int[] starts = new int[count];
        Arrays.setAll(starts, i -> i * size);
        return starts;
    }

    private void order(float[] from, int input, float[] to, int[] first, int[] second, int[] third) {
        int[] labels = join(first, second, third);
        int[] steps = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            steps[i] = equation.steps[input][labels[i]];
        }
        int count = extent(labels);
        for (int i = 0; i < count; i++) {
            to[i] = from[place(i, labels, steps)];
        }
    }

    private void scatter(float[] from, float[] to, int[] batch, int[] rows, int[] columns) {
        int[] labels = join(batch, rows, columns);
        int[] steps = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            steps[i] = Shapes.count(equation.dims, labels[i] + 1, equation.kept);
        }
        int count = extent(labels);
        for (int i = 0; i < count; i++) {
            to[place(i, labels, steps)] = from[i];
        }
    }

    private static int[] join(int[] first, int[] second, int[] third) {
        int[] all = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }

    private int place(int number, int[] labels, int[] steps) {
        int rest = number;
        int at = 0;
        for (int i = labels.length - 1; i >= 0; i--) {
            int extent = equation.dims[labels[i]];
            at += rest % extent * steps[i];
            rest /= extent;
        }
        return at;
    }
}
