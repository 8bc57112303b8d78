package dev.rsparse.compiler.onnx.cases;

import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Optional;

/// How a tensor differs from what was expected.
///
/// @param worst the largest difference of two elements; infinite where one is a number and the other not
/// @param problem what is wrong, if anything is
record Difference(double worst, Optional<String> problem) {

    /// Of tensors that are alike.
    static final Difference NONE = new Difference(0, Optional.empty());

    /// @param expected as it was recorded
    static Difference of(String name, TensorValue expected, Tensor found, Tolerance tolerance) {
        Optional<ElementType> type = ElementTypes.of(expected.type());
        if (type.isEmpty()) {
            return new Difference(Double.POSITIVE_INFINITY, Optional.of("output " + name + " is " + expected.shape()));
        }
        Tensor wanted = TensorBytes.tensor(type.get(), expected.dims(), expected.bytes());
        if (wanted.type() != found.type() || !wanted.hasDimsOf(found)) {
            return new Difference(
                    Double.POSITIVE_INFINITY, Optional.of("output " + name + " is " + found + ", expected " + wanted));
        }
        double worst = 0;
        Optional<String> problem = Optional.empty();
        for (int i = 0; i < wanted.count(); i++) {
            double difference = difference(wanted, found, i);
            worst = Math.max(worst, difference);
            if (problem.isEmpty() && difference > tolerance.at(wanted.number(i))) {
                problem = Optional.of("output " + name + " element " + i + " is " + found.number(i) + ", expected "
                        + wanted.number(i));
            }
        }
        return new Difference(worst, problem);
    }

    /// Both in one: the larger difference, the first problem.
    Difference and(Difference other) {
        return new Difference(Math.max(worst, other.worst), problem.or(other::problem));
    }

    private static double difference(Tensor wanted, Tensor found, int i) {
        double a = wanted.number(i);
        double b = found.number(i);
        if (a == b) {
            // Of whole numbers that a double cannot tell apart.
            return wanted.type().bits() == Long.SIZE && wanted.integer(i) != found.integer(i) && a == Math.rint(a)
                    ? Math.abs((double) (wanted.integer(i) - found.integer(i)))
                    : 0;
        }
        if (Double.isNaN(a) && Double.isNaN(b)) {
            return 0;
        }
        double difference = Math.abs(a - b);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
}
