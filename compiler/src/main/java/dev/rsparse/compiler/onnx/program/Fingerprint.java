package dev.rsparse.compiler.onnx.program;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Map;

/// What tells the constants of one graph from those of another: their fields, types and shapes.
final class Fingerprint {

    private Fingerprint() {}

    static String of(Map<String, Tensor> constants) {
        StringBuilder text = new StringBuilder();
        constants.forEach(
                (name, tensor) -> text.append(name).append(' ').append(tensor).append('\n'));
        return Sha256.of(text.toString());
    }
}
