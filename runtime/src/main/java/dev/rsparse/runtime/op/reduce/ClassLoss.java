package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// The loss that log-probabilities of classes `[N,C,d1,…]` have for the right ones `[N,d1,…]`: `-weight[c] *
/// logProbability[c]`, 0 where the right class is `ignore_index`. With `reduction` = `mean` the sum is divided by
/// that of the weights that were used, with `sum` it is not, with `none` each loss stays alone.
final class ClassLoss {

    private final String operator;
    private final String reduction;
    private final boolean ignores;
    private final long ignored;

    /// @param operator names who refuses
    ClassLoss(String operator, Settings settings) {
        this.operator = operator;
        this.reduction = settings.text("reduction", "mean");
        this.ignores = settings.has("ignore_index");
        this.ignored = settings.integer("ignore_index", 0);
        if (!reduction.equals("mean") && !reduction.equals("sum") && !reduction.equals("none")) {
            throw new IllegalArgumentException(operator + ": no reduction " + reduction);
        }
    }

    /// Refuses inputs that do not go together.
    ///
    /// @param weight may be absent
    void check(Tensor input, Tensor target, Tensor weight) {
        boolean fits = Types.FLOATS.contains(input.type()) && input.rank() >= 2 && target.rank() == input.rank() - 1;
        for (int axis = 0; fits && axis < target.rank(); axis++) {
            fits = target.dim(axis) == input.dim(axis == 0 ? 0 : axis + 1);
        }
        boolean isInteger = target.type() == ElementType.I32 || target.type() == ElementType.I64;
        if (!fits || !isInteger) {
            throw new IllegalArgumentException(
                    operator + ": input " + input + " and target " + target + " do not go together");
        }
        if (weight.isPresent()
                && (weight.rank() != 1 || weight.dim(0) != input.dim(1) || weight.type() != input.type())) {
            throw new IllegalArgumentException(
                    operator + ": weight " + weight + " does not fit the classes of input " + input);
        }
        for (int i = 0; i < target.count(); i++) {
            long right = target.integer(i);
            if ((right < 0 || right >= input.dim(1)) && !(ignores && right == ignored)) {
                throw new IllegalArgumentException(operator + ": there is no class " + right + " in input " + input);
            }
        }
    }

    /// Writes the loss.
    void run(Tensor input, Tensor target, Tensor weight, Tensor loss) {
        boolean alone = reduction.equals("none");
        if (alone) {
            loss.shapeLike(input.type(), target);
        } else {
            loss.shape(input.type());
        }
        int behind = input.count(2, input.rank());
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < target.count(); i++) {
            long right = target.integer(i);
            double factor = 0;
            double one = 0;
            if (!ignores || right != ignored) {
                factor = weight.isPresent() ? weight.number((int) right) : 1;
                int place = (i / behind * input.dim(1) + (int) right) * behind + i % behind;
                one = -factor * input.number(place);
            }
            sum += one;
            weights += factor;
            if (alone) {
                loss.setNumber(i, one);
            }
        }
        if (!alone) {
            loss.setNumber(0, reduction.equals("mean") ? sum / weights : sum);
        }
    }
}
