package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// `input + skip + bias`, where rows of `skip` come again when it has fewer than `input`, and `bias` is one row.
final class SkipSum {

    private static final int LEAST = 64;

    private final String operator;
    private final Workers workers;
    private final Workers.Task task = this::rows;
    private final Tensor own = new Tensor();
    private Tensor input = Tensor.ABSENT;
    private Tensor skip = Tensor.ABSENT;
    private Tensor bias = Tensor.ABSENT;
    private Tensor sum = Tensor.ABSENT;

    /// @param operator for messages
    SkipSum(String operator, Workers workers) {
        this.operator = operator;
        this.workers = workers;
    }

    /// The sum, in `wanted` unless absent.
    ///
    /// @param bias may be absent
    Tensor of(Tensor input, Tensor skip, Tensor bias, Tensor wanted) {
        boolean fits = input.rank() >= 1
                && skip.rank() >= 1
                && skip.type() == input.type()
                && skip.dim(-1) == input.dim(-1)
                && (skip.count() == input.count() || skip.count() > 0 && input.count() % skip.count() == 0)
                && (!bias.isPresent() || bias.type() == input.type() && bias.count() == input.dim(-1));
        if (!fits) {
            throw new IllegalArgumentException(operator + ": input " + input + " and skip " + skip
                    + (bias.isPresent() ? " and bias " + bias : "") + " do not go together");
        }
        this.input = input;
        this.skip = skip;
        this.bias = bias;
        sum = wanted.isPresent() ? wanted : own;
        sum.shapeLike(input);
        workers.share(input.count(0, input.rank() - 1), LEAST, task);
        return sum;
    }

    private void rows(int from, int to, int member) {
        int width = input.dim(-1);
        for (int row = from; row < to; row++) {
            int at = row * width;
            int other = at % Math.max(1, skip.count());
            if (input.type() == ElementType.F32) {
                floats(at, other, width);
            } else {
                for (int i = 0; i < width; i++) {
                    double more = bias.isPresent() ? bias.number(i) : 0;
                    sum.setNumber(at + i, input.number(at + i) + skip.number(other + i) + more);
                }
            }
        }
    }

    private void floats(int at, int other, int width) {
        float[] to = sum.floats();
        float[] one = input.floats();
        float[] two = skip.floats();
        for (int i = 0; i < width; i++) {
            to[at + i] = one[at + i] + two[other + i];
        }
        if (bias.isPresent()) {
            float[] more = bias.floats();
            for (int i = 0; i < width; i++) {
                to[at + i] += more[i];
            }
        }
    }
}
