package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Norms over the last axis.
final class Norms {

    private final Draft draft;
    private final Initializers initializers;
    private final boolean fused;

    /// @param fused whether there is one operator for root mean squares (RMSNormalization-23)
    Norms(Draft draft, Initializers initializers, boolean fused) {
        this.draft = draft;
        this.initializers = initializers;
        this.fused = fused;
    }

    /// @param x the norm's input, its last axis as wide as what is normalised together
    String rootMeanSquare(String label, String x, Node.RmsNorm norm) {
        Optional<String> scale = norm.scale().map(weight -> initializers.value(weight, norm.offset()));
        if (fused) {
            return draft.node(
                    label,
                    "RMSNormalization",
                    List.of(x, scale.orElseGet(() -> ones(norm.width()))),
                    Attributes.number("epsilon", norm.epsilon()));
        }
        // In the order in which runtimes know it, and make one operation of it.
        String squares = draft.node(label + "/squares", "Pow", List.of(x, draft.number(2)));
        String mean = draft.node(label + "/mean", "ReduceMean", List.of(squares, draft.integers(-1)));
        String above = draft.node(label + "/above", "Add", List.of(mean, draft.number(norm.epsilon())));
        String root = draft.node(label + "/root", "Sqrt", List.of(above));
        if (scale.isEmpty()) {
            return draft.node(label, "Div", List.of(x, root));
        }
        String plain = draft.node(label + "/plain", "Div", List.of(x, root));
        return draft.node(label, "Mul", List.of(plain, scale.get()));
    }

    private String ones(int width) {
        return initializers.value("ones " + width, (from, into, count) -> Arrays.fill(into, 0, count, 1), width);
    }

    String layer(String label, String x, Node.LayerNorm norm) {
        String scale = initializers.value(norm.scale());
        List<String> inputs = norm.bias()
                .map(bias -> List.of(x, scale, initializers.value(bias)))
                .orElse(List.of(x, scale));
        return draft.node(label, "LayerNormalization", inputs, Attributes.number("epsilon", norm.epsilon()));
    }
}
