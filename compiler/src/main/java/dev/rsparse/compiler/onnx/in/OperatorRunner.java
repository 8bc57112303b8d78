package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/// Runs the operator of a step in this process, as compiled classes do.
public final class OperatorRunner {

    private final Step.Apply step;
    private final Operator operator;
    private final Method run;

    private OperatorRunner(Step.Apply step, Operator operator) {
        this.step = step;
        this.operator = operator;
        this.run = step.operator().run();
    }

    /// @throws IllegalArgumentException when the operator takes no such attributes
    public static OperatorRunner of(Step.Apply step, Workers workers) {
        try {
            Settings settings = step.attributes().settings(workers);
            Operator operator =
                    step.operator().type().getConstructor(Settings.class).newInstance(settings);
            return new OperatorRunner(step, operator);
        } catch (InvocationTargetException failed) {
            throw failure(failed);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(step.operator() + " is not as the runtime demands", broken);
        }
    }

    /// Runs it on tensors for the step's inputs and outputs; absent ones are [Tensor#ABSENT].
    ///
    /// @throws IllegalArgumentException when the inputs do not go together
    public void run(List<Tensor> inputs, List<Tensor> outputs) {
        int parameters = step.operator().inputs();
        Object[] arguments = new Object[run.getParameterCount()];
        fill(arguments, 0, parameters, inputs);
        fill(arguments, parameters, arguments.length, outputs);
        try {
            run.invoke(operator, arguments);
        } catch (InvocationTargetException failed) {
            throw failure(failed);
        } catch (IllegalAccessException broken) {
            throw new IllegalStateException(step.operator() + " is not as the runtime demands", broken);
        }
    }

    private void fill(Object[] arguments, int from, int to, List<Tensor> tensors) {
        for (int i = from; i < to; i++) {
            if (step.operator().isVariadic(i)) {
                arguments[i] = tensors.subList(Math.min(i - from, tensors.size()), tensors.size())
                        .toArray(Tensor[]::new);
            } else {
                arguments[i] = i - from < tensors.size() ? tensors.get(i - from) : Tensor.ABSENT;
            }
        }
        if (tensors.size() > to - from && (to == from || !step.operator().isVariadic(to - 1))) {
            throw new IllegalArgumentException(step.label() + " has " + tensors.size() + " operands "
                    + Arrays.toString(tensors.toArray()) + ", expected at most " + (to - from));
        }
    }

    private static RuntimeException failure(InvocationTargetException failed) {
        return switch (failed.getCause()) {
            case RuntimeException exception -> exception;
            case Error error -> throw error;
            default -> new IllegalStateException(failed.getCause());
        };
    }
}
