package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.runtime.op.image.Resize;
import dev.rsparse.runtime.op.image.Upsample;
import java.util.List;

/// The operators of package `runtime.op.image`.
final class ImageOperators {

    static final List<OperatorDefinition> ALL = List.of(op("Resize", Resize.class), op("Upsample", Upsample.class));

    private ImageOperators() {}
}
