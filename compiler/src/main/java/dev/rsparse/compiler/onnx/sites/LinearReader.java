package dev.rsparse.compiler.onnx.sites;

import dev.rsparse.compiler.onnx.OnnxType;
import java.util.Optional;

/// a node that is a product of two matrices → which operand is the weight, or why none is.
final class LinearReader {

    /// A linear before it has a selector.
    ///
    /// @param bias the input that is added; empty for none
    record Linear(Constant weight, Site.Order order, long in, long out, double scale, double biasScale, String bias) {}

    /// What a node is.
    sealed interface Read {}

    record IsLinear(Linear linear) implements Read {}

    record IsNone(String reason) implements Read {}

    private final ConstantFinder constants;

    LinearReader(ConstantFinder constants) {
        this.constants = constants;
    }

    /// @param step a `MatMul`
    Read matMul(Walk.Step step) {
        return product(step, false, false, 1, 0);
    }

    /// @param step a `Gemm`
    Read gemm(Walk.Step step) {
        Scope scope = step.scope();
        boolean transA = scope.integer(step.node(), "transA", 0) != 0;
        boolean transB = scope.integer(step.node(), "transB", 0) != 0;
        double alpha = scope.number(step.node(), "alpha", 1);
        double beta = scope.number(step.node(), "beta", 1);
        return product(step, transA, transB, alpha, beta);
    }

    private Read product(Walk.Step step, boolean transA, boolean transB, double scale, double biasScale) {
        ConstantFinder.Found left = constants.find(step.scope(), step.input(0));
        ConstantFinder.Found right = constants.find(step.scope(), step.input(1));
        boolean first = left instanceof ConstantFinder.Is;
        if (first && right instanceof ConstantFinder.Is) {
            return new IsNone("both operands are constants, so it is computed once and not per token");
        }
        if (left instanceof ConstantFinder.IsNot(String one) && right instanceof ConstantFinder.IsNot(String other)) {
            return new IsNone("no operand is a constant: the left one " + one + ", the right one " + other);
        }
        Constant weight = ((ConstantFinder.Is) (first ? left : right)).constant();
        Optional<String> problem = problem(weight);
        if (problem.isPresent()) {
            return new IsNone(problem.get());
        }
        boolean turned = first ? transA : transB;
        // The right operand is [in,out], the left one [out,in], unless it is read turned over.
        boolean inputsFirst = first == turned;
        long in = weight.dims().get(inputsFirst ? 0 : 1);
        long out = weight.dims().get(inputsFirst ? 1 : 0);
        Site.Order order = new Site.Order(first, turned, first ? transB : transA);
        String bias = step.operator().equals("Gemm") ? step.input(2) : "";
        return new IsLinear(new Linear(weight, order, in, out, scale, biasScale, bias));
    }

    private static Optional<String> problem(Constant weight) {
        if (weight.rank() != 2) {
            String what = weight.rank() < 2 ? "no matrix" : "a stack of matrices";
            return Optional.of("the weight has the shape " + weight.dims() + ": " + what);
        }
        if (!weight.isFloat()) {
            return Optional.of("the weight has elements of " + OnnxType.text(weight.type()) + ", not floats");
        }
        if (weight.dims().contains(0L)) {
            return Optional.of("the weight has the shape " + weight.dims() + ": no elements");
        }
        return Optional.empty();
    }
}
