package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// The operators of package `runtime.op.image`.
final class ImageOperators {

    static final List<OperatorDefinition> ALL = List.of();

    private ImageOperators() {}
}
