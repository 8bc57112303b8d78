package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Path;
import java.util.List;

/// An ONNX model from `x: f32[N,4]` to `y: f32[N,4]`, `y = relu(x w^T + b)`, with numbers that floats hold exactly.
final class SmallLayer {

    /// Two rows of inputs.
    static final float[] X = {1, 2, 3, 4, -1, 0, 1, 0};

    /// What the model gives for them.
    static final float[] Y = {1, 4, 0, 11, 0, 0, 0, 1};

    private SmallLayer() {}

    /// Writes `m.onnx` into `folder`.
    static Path write(Path folder) {
        return Onnx.write(
                folder,
                "m.onnx",
                Onnx.model(Onnx.graph(
                                Onnx.node("layer", "Gemm x,w,b -> h", Onnx.attribute("transB", 1)),
                                Onnx.node("gate", "Relu h -> y"))
                        .addInitializer(Onnx.floats(
                                "w", OnnxType.F32, List.of(4L, 4L), 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 1, 1, 1, 1))
                        .addInitializer(Onnx.floats("b", OnnxType.F32, List.of(4L), 0, 0, -100, 1))));
    }
}
