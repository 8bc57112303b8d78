package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.reduce`.
final class ReduceOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private ReduceOperators() {}
}
