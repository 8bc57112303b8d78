package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.linear`.
final class LinearOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private LinearOperators() {}
}
