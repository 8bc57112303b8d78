package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.kernel.LayerNorm;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Tensor;

/// Normalises the rows that the last axes of a tensor make: `(x - mean) / sqrt(variance + epsilon) * scale + bias`,
/// or without the mean `x / sqrt(mean of squares + epsilon) * scale`. Other types than f32 are computed as doubles.
final class RowNorm {

    /// Elements that are worth a thread's while.
    private static final int LEAST = 1 << 14;

    private final String operator;
    private final boolean centred;
    private final float epsilon;
    private final Workers workers;
    private final Workers.Task task = this::rows;
    private final RowWeights scales;
    private final RowWeights shifts;
    private final Extents dims = new Extents();
    private boolean shifted;
    private int width;
    private Tensor x = Tensor.ABSENT;
    private Tensor out = Tensor.ABSENT;
    private Tensor mean = Tensor.ABSENT;
    private Tensor factor = Tensor.ABSENT;

    /// @param operator for messages
    /// @param centred whether the mean is taken off
    RowNorm(String operator, boolean centred, float epsilon, Workers workers) {
        this.operator = operator;
        this.centred = centred;
        this.epsilon = epsilon;
        this.workers = workers;
        this.scales = new RowWeights(operator, "scale");
        this.shifts = new RowWeights(operator, "bias");
    }

    /// Normalises `x` to `out`, which gets its type and shape.
    ///
    /// @param axis first of the axes that make a row
    /// @param scale of a shape that can be stretched to that of a row, as is `bias` unless absent
    /// @param mean for each row, as f32, unless absent; so is `factor`, what the row was multiplied by
    void run(Tensor x, int axis, Tensor scale, Tensor bias, Tensor out, Tensor mean, Tensor factor) {
        Types.checkFloats(operator, "X", x);
        scales.of(x, axis, scale);
        shifts.of(x, axis, bias);
        shifted = bias.isPresent();
        width = x.count(axis, x.rank());
        this.x = x;
        this.out = out;
        this.mean = mean;
        this.factor = factor;
        out.shapeLike(x);
        shapeNote(mean, x, axis);
        shapeNote(factor, x, axis);
        workers.share(x.count(0, axis), Math.max(1, LEAST / Math.max(1, width)), task);
    }

    private void shapeNote(Tensor note, Tensor x, int axis) {
        if (note.isPresent()) {
            dims.clear();
            dims.add(x, 0, axis);
            dims.pad(x.rank(), 1);
            dims.shape(note, x.type() == ElementType.F64 ? ElementType.F64 : ElementType.F32);
        }
    }

    private void rows(int from, int to, int member) {
        for (int row = from; row < to; row++) {
            if (x.type() == ElementType.F32) {
                floats(row);
            } else {
                numbers(row);
            }
        }
    }

    private void floats(int row) {
        int from = row * width;
        float[] values = x.floats();
        float middle = centred ? LayerNorm.sum(values, from, width) / width : 0;
        float spread = LayerNorm.squares(values, from, width, middle) / width;
        float by = (float) (1.0 / Math.sqrt(spread + epsilon));
        Affine.apply(values, out.floats(), from, width, middle, by, scales.floats(), shifts.floats());
        note(row, middle, by);
    }

    private void numbers(int row) {
        int from = row * width;
        double sum = 0;
        for (int i = 0; centred && i < width; i++) {
            sum += x.number(from + i);
        }
        double middle = sum / width;
        double squares = 0;
        for (int i = 0; i < width; i++) {
            double part = x.number(from + i) - middle;
            squares += part * part;
        }
        double by = 1 / Math.sqrt(squares / width + epsilon);
        for (int i = 0; i < width; i++) {
            double normed = (x.number(from + i) - middle) * by * scales.doubles()[i];
            out.setNumber(from + i, shifted ? normed + shifts.doubles()[i] : normed);
        }
        note(row, middle, by);
    }

    private void note(int row, double middle, double by) {
        if (mean.isPresent()) {
            mean.setNumber(row, middle);
        }
        if (factor.isPresent()) {
            factor.setNumber(row, by);
        }
    }
}
