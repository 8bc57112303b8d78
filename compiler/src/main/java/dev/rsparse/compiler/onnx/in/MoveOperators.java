package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.move`.
final class MoveOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private MoveOperators() {}
}
