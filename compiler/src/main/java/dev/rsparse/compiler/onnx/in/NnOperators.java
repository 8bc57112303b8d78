package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.nn`.
final class NnOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private NnOperators() {}
}
