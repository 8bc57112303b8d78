package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.pointwise`.
final class PointwiseOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private PointwiseOperators() {}
}
