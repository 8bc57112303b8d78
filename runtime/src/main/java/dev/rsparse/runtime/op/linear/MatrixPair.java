package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// The shapes of a product of two stacks of matrices, as NumPy's `matmul` has them: the last two axes are rows and
/// columns, the others are stretched to a common shape. One axis stands for a row on the left, a column on the
/// right, and the result lacks it.
public final class MatrixPair {

    private final String operator;

    public int rows;
    public int depth;
    public int columns;
    public int batches;

    /// Elements from row to row and from column to column of either side.
    public int leftRow;

    public int leftColumn;
    public int rightRow;
    public int rightColumn;

    /// Where each matrix begins, by number.
    public int[] leftStarts = {};

    public int[] rightStarts = {};
    public int[] outStarts = {};
    private int[] dims = {};
    private int rank;

    /// @param operator for messages
    public MatrixPair(String operator) {
        this.operator = operator;
    }

    /// Works out the shapes.
    ///
    /// @param turnLeft whether rows and columns of `left` change places; of one axis nothing does
    /// @throws IllegalArgumentException when they do not go together
    public void of(Tensor left, Tensor right, boolean turnLeft, boolean turnRight) {
        if (left.rank() == 0 || right.rank() == 0) {
            throw new IllegalArgumentException(operator + ": A " + left + " and B " + right + " need an axis each");
        }
        boolean turnsLeft = turnLeft && left.rank() > 1;
        boolean turnsRight = turnRight && right.rank() > 1;
        int last = left.dim(-1);
        int before = left.rank() > 1 ? left.dim(-2) : 1;
        rows = turnsLeft ? last : before;
        depth = turnsLeft ? before : last;
        leftRow = turnsLeft ? 1 : last;
        leftColumn = turnsLeft ? last : 1;
        last = right.rank() > 1 ? right.dim(-1) : 1;
        before = right.rank() > 1 ? right.dim(-2) : right.dim(-1);
        int rightDepth = turnsRight ? last : before;
        columns = turnsRight ? before : last;
        rightRow = turnsRight ? 1 : last;
        rightColumn = turnsRight ? last : 1;
        if (depth != rightDepth) {
            throw new IllegalArgumentException(operator + ": A " + left + " and B " + right + " do not go together: "
                    + depth + " and " + rightDepth);
        }
        stack(left, right);
        if (right.rank() <= 2 && !turnsLeft) {
            // One matrix for all of the left: it is one matrix too.
            rows *= batches;
            batches = 1;
        }
    }

    private void stack(Tensor left, Tensor right) {
        int outer = Math.max(0, Math.max(left.rank(), right.rank()) - 2);
        if (dims.length < outer + 2) {
            dims = new int[outer + 2];
        }
        for (int axis = 0; axis < outer; axis++) {
            int one = extent(left, axis - outer);
            int other = extent(right, axis - outer);
            if (one != other && one != 1 && other != 1) {
                throw new IllegalArgumentException(
                        operator + ": A " + left + " and B " + right + " do not go together: " + one + " and " + other);
            }
            dims[axis] = one == 1 ? other : one;
        }
        rank = outer;
        batches = Shapes.count(dims, outer);
        setStarts(left, right, outer);
        if (left.rank() > 1) {
            dims[rank++] = rows;
        }
        if (right.rank() > 1) {
            dims[rank++] = columns;
        }
        Shapes.count(dims, rank);
    }

    /// Extent of the stack's axis counted from its end, -1 being the last.
    private static int extent(Tensor tensor, int axis) {
        int at = tensor.rank() - 2 + axis;
        return at < 0 ? 1 : tensor.dim(at);
    }

    private void setStarts(Tensor left, Tensor right, int outer) {
        if (leftStarts.length < batches) {
            leftStarts = new int[batches];
            rightStarts = new int[batches];
            outStarts = new int[batches];
        }
        for (int batch = 0; batch < batches; batch++) {
            outStarts[batch] = batch * rows * columns;
            leftStarts[batch] = start(left, batch, outer) * rows * depth;
            rightStarts[batch] = start(right, batch, outer) * depth * columns;
        }
    }

    /// Number of the matrix that a tensor has for one of the stretched stack.
    private int start(Tensor tensor, int batch, int outer) {
        int rest = batch;
        int number = 0;
        int step = 1;
        for (int axis = -1; axis >= -outer; axis--) {
            int place = rest % dims[outer + axis];
            rest /= dims[outer + axis];
            int extent = extent(tensor, axis);
            number += extent == 1 ? 0 : place * step;
            step *= extent;
        }
        return number;
    }

    /// Gives `out` type and shape of the result.
    public void shape(ElementType type, Tensor out) {
        out.shape(type, dims, rank);
    }

    /// The product of both stacks, in `out`, which is given back.
    public double[] multiply(double[] left, double[] right, double[] out) {
        Arrays.fill(out, 0, batches * rows * columns, 0);
        for (int batch = 0; batch < batches; batch++) {
            PlainProducts.add(
                    left,
                    leftStarts[batch],
                    leftRow,
                    leftColumn,
                    right,
                    rightStarts[batch],
                    rightRow,
                    rightColumn,
                    out,
                    outStarts[batch],
                    columns,
                    rows,
                    depth,
                    columns);
        }
        return out;
    }
}
