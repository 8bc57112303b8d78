package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.runtime.op.linear.Conv;
import dev.rsparse.runtime.op.linear.FusedMatMul;
import dev.rsparse.runtime.op.linear.Gemm;
import dev.rsparse.runtime.op.linear.MatMul;
import java.util.List;

/// The operators of package `runtime.op.linear`.
final class LinearOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("Conv", Conv.class),
            op("Gemm", Gemm.class),
            op("MatMul", MatMul.class),
            op("FusedMatMul", FusedMatMul.class).microsoft());

    private LinearOperators() {}
}
