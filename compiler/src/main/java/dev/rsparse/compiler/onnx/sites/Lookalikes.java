package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Operators that hold a linear and are no `MatMul` or `Gemm`, with why they are left as they are.
final class Lookalikes {

    private final ConstantFinder constants;

    Lookalikes(ConstantFinder constants) {
        this.constants = constants;
    }

    /// Why a node that multiplies by weights is no site; nothing for one that does not.
    Optional<String> reason(Walk.Step step) {
        return switch (step.operator()) {
            case "com.microsoft.MatMulNBits" -> Optional.of(nBits(step));
            case "com.microsoft.MatMulBnb4", "com.microsoft.MatMulFpQ4" ->
                Optional.of("its weight is stored in 4 bits in a layout of ONNX Runtime");
            case "MatMulInteger",
                    "QLinearMatMul",
                    "com.microsoft.DynamicQuantizeMatMul",
                    "com.microsoft.MatMulIntegerToFloat",
                    "com.microsoft.QGemm" ->
                Optional.of("it multiplies integers; a linear behind DequantizeLinear would be taken");
            case "com.microsoft.FusedMatMul",
                    "com.microsoft.FusedGemm",
                    "com.microsoft.FusedMatMulActivation",
                    "com.microsoft.GemmFastGelu",
                    "com.microsoft.GemmFloat8" ->
                Optional.of("a fused operator of ONNX Runtime; export without fusion to have it as MatMul or Gemm");
            case "com.microsoft.Attention", "com.microsoft.QAttention", "com.microsoft.MoE", "com.microsoft.QMoE" ->
                Optional.of("its weights are inside a fused operator; export without fusion to have them as MatMul");
            case "dev.rsparse.SparseLowRankLinear" -> Optional.of("it is thinned already");
            case "Einsum" -> einsum(step);
            case "Conv" -> pointwise(step);
            default -> Optional.empty();
        };
    }

    private static String nBits(Walk.Step step) {
        Scope scope = step.scope();
        return "its weight of [" + scope.integer(step.node(), "K", 0) + "," + scope.integer(step.node(), "N", 0)
                + "] is stored in " + scope.integer(step.node(), "bits", 4) + " bits, in blocks of "
                + scope.integer(step.node(), "block_size", 0) + ": such weights are not decoded yet";
    }

    private Optional<String> einsum(Walk.Step step) {
        boolean weighted = IntStream.range(0, step.node().getInputCount())
                .anyMatch(index -> constants
                        .constant(step.scope(), step.input(index))
                        .filter(constant -> constant.rank() >= 2 && constant.isFloat())
                        .isPresent());
        return weighted ? Optional.of("an Einsum with a constant; MatMul and Gemm alone are taken") : Optional.empty();
    }

    /// A convolution whose kernel has one place is a linear of the channels.
    private Optional<String> pointwise(Walk.Step step) {
        List<Long> kernel = constants
                .constant(step.scope(), step.input(1))
                .map(weight -> weight.dims().subList(Math.min(2, weight.rank()), weight.rank()))
                .or(() -> step.scope().attribute(step.node(), "kernel_shape").map(AttributeProto::getIntsList))
                .orElse(List.of());
        boolean one = !kernel.isEmpty() && kernel.stream().allMatch(extent -> extent == 1);
        return one && step.scope().integer(step.node(), "group", 1) == 1
                ? Optional.of("a convolution with a kernel of one place; convolutions are left as they are")
                : Optional.empty();
    }
}
