package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Einstein's sum: attribute `equation` labels the axes of inputs and result, `bij,bjk->bik`; the result is the sum
/// of products over labels that it lacks. An ellipsis stands for further axes, which are stretched to a common
/// shape. Without an arrow the result has the labels that come once, in alphabetical order. Types: f32, f16 and
/// bf16, where two inputs are multiplied as matrices in f32 or else as doubles; f64; integers, which wrap. Source:
/// ONNX Einsum-12.
public final class Einsum implements Operator {

    private final EinsumEquation equation;
    private final EinsumProduct product;
    private int[] places = {};
    private int[] offsets = {};

    public Einsum(Settings settings) {
        this.equation = new EinsumEquation(settings.text("equation", ""));
        this.product = new EinsumProduct(equation, settings.workers());
    }

    /// @param inputs of the shapes that the equation tells
    /// @param y of the result's shape
    public void run(Tensor[] inputs, Tensor y) {
        for (Tensor input : inputs) {
            if (input.type() != inputs[0].type()) {
                throw new IllegalArgumentException("Einsum: " + Arrays.toString(inputs) + " differ in type");
            }
        }
        equation.of(inputs);
        y.shape(inputs[0].type(), equation.dims, equation.kept);
        switch (y.type()) {
            case F32, F16, BF16 -> {
                if (!product.run(inputs, y)) {
                    sums(inputs, y, false);
                }
            }
            case F64 -> sums(inputs, y, false);
            case I8, U8, I16, U16, I32, U32, I64, U64 -> sums(inputs, y, true);
            default -> throw new IllegalArgumentException("Einsum: " + y + " cannot be summed");
        }
    }

    private void sums(Tensor[] inputs, Tensor y, boolean integers) {
        int count = Shapes.count(equation.dims, equation.kept, equation.dims.length);
        places = new int[equation.dims.length];
        offsets = new int[inputs.length];
        for (int i = 0; i < y.count(); i++) {
            double sum = 0;
            long whole = 0;
            for (int k = 0; k < count; k++) {
                if (integers) {
                    whole += integer(inputs);
                } else {
                    sum += number(inputs);
                }
                next();
            }
            if (integers) {
                y.setInteger(i, whole);
            } else {
                y.setNumber(i, sum);
            }
        }
    }

    private double number(Tensor[] inputs) {
        double value = 1;
        for (int i = 0; i < inputs.length; i++) {
            value *= inputs[i].number(offsets[i]);
        }
        return value;
    }

    private long integer(Tensor[] inputs) {
        long value = 1;
        for (int i = 0; i < inputs.length; i++) {
            value *= inputs[i].integer(offsets[i]);
        }
        return value;
    }

    /// Moves on by one place of the last label, and of those before it where that begins anew.
    private void next() {
        for (int axis = places.length - 1; axis >= 0; axis--) {
            boolean again = ++places[axis] == equation.dims[axis];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] += again ? -equation.steps[i][axis] * (equation.dims[axis] - 1) : equation.steps[i][axis];
            }
            if (!again) {
                return;
            }
            places[axis] = 0;
        }
    }
}
