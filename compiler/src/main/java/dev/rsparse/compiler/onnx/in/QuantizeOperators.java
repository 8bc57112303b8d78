package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.quantize`.
final class QuantizeOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private QuantizeOperators() {}
}
