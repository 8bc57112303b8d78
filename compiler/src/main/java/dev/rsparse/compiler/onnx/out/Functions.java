package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.List;

/// Functions of each element alone.
final class Functions {

    private static final float INT_BOUND = 0x1p31f;

    private final Draft draft;

    Functions(Draft draft) {
        this.draft = draft;
    }

    /// Not by Swish-24: runtimes that know that operator set do not have it yet.
    String silu(String label, String x) {
        String sigmoid = draft.node(label + "/sigmoid", "Sigmoid", List.of(x));
        return draft.node(label, "Mul", List.of(x, sigmoid));
    }

    String pointwise(String label, String x, Node.Pointwise node) {
        return switch (node.function()) {
            case RELU -> draft.node(label, "Relu", List.of(x));
            case GELU -> draft.node(label, "Gelu", List.of(x));
            case GELU_TANH -> draft.node(label, "Gelu", List.of(x), Attributes.text("approximate", "tanh"));
            case TANH -> draft.node(label, "Tanh", List.of(x));
            case SIGMOID -> draft.node(label, "Sigmoid", List.of(x));
            case SOFTCAP -> softCap(label, x, node.number());
            case SCALE -> draft.node(label, "Mul", List.of(x, draft.number(node.number())));
            case ROUND_BF16 -> rounded(label, x, OnnxType.BF16);
            case ROUND_F16 -> rounded(label, x, OnnxType.F16);
            case TRUNCATE -> truncated(label, x);
        };
    }

    private String softCap(String label, String x, float cap) {
        String small = draft.node(label + "/small", "Div", List.of(x, draft.number(cap)));
        String bounded = draft.node(label + "/bounded", "Tanh", List.of(small));
        return draft.node(label, "Mul", List.of(bounded, draft.number(cap)));
    }

    private String rounded(String label, String x, OnnxType type) {
        String narrow =
                draft.node(label + "/" + type.text(), "Cast", List.of(x), Attributes.integer("to", type.number()));
        return draft.node(label, "Cast", List.of(narrow), Attributes.integer("to", OnnxType.F32.number()));
    }

    /// By floats alone: what a cast makes of NaN, and of what an integer cannot hold, is left to runtimes.
    private String truncated(String label, String x) {
        String missing = draft.node(label + "/missing", "IsNaN", List.of(x));
        String there = draft.node(label + "/there", "Where", List.of(missing, draft.number(0), x));
        String bounded = draft.node(
                label + "/bounded", "Clip", List.of(there, draft.number(-INT_BOUND), draft.number(INT_BOUND)));
        String size = draft.node(label + "/size", "Abs", List.of(bounded));
        String whole = draft.node(label + "/whole", "Floor", List.of(size));
        String sign = draft.node(label + "/sign", "Sign", List.of(bounded));
        return draft.node(label, "Mul", List.of(sign, whole));
    }
}
