package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.runtime.op.linear.CausalConvWithState;
import dev.rsparse.runtime.op.linear.Conv;
import dev.rsparse.runtime.op.linear.ConvInteger;
import dev.rsparse.runtime.op.linear.ConvTranspose;
import dev.rsparse.runtime.op.linear.DeformConv;
import dev.rsparse.runtime.op.linear.Einsum;
import dev.rsparse.runtime.op.linear.FusedMatMul;
import dev.rsparse.runtime.op.linear.Gemm;
import dev.rsparse.runtime.op.linear.LinearAttention;
import dev.rsparse.runtime.op.linear.MatMul;
import dev.rsparse.runtime.op.linear.MatMulInteger;
import dev.rsparse.runtime.op.linear.MatMulNBits;
import dev.rsparse.runtime.op.linear.SparseLowRankLinear;
import java.util.List;

/// The operators of package `runtime.op.linear`.
final class LinearOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("CausalConvWithState", CausalConvWithState.class).outputs(2),
            op("Conv", Conv.class),
            op("ConvInteger", ConvInteger.class),
            op("ConvTranspose", ConvTranspose.class),
            op("DeformConv", DeformConv.class),
            op("Einsum", Einsum.class),
            op("Gemm", Gemm.class),
            op("LinearAttention", LinearAttention.class).outputs(2),
            op("MatMul", MatMul.class),
            op("MatMulInteger", MatMulInteger.class),
            op("FusedMatMul", FusedMatMul.class).microsoft(),
            op("MatMulNBits", MatMulNBits.class).microsoft(),
            op("SparseLowRankLinear", SparseLowRankLinear.class).ours());

    private LinearOperators() {}
}
