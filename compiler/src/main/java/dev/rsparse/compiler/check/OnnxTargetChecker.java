package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.onnx.ExportOpsets;
import dev.rsparse.grammar.Item;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `target onnx` blocks.
final class OnnxTargetChecker {

    static final List<String> KNOWN = List.of("opset", "form", "model", "policy", "weights");

    private final Set<String> policies;
    private final Diagnostics diagnostics;

    /// @param policies the names a target may run, those with mistakes among them
    OnnxTargetChecker(Set<String> policies, Diagnostics diagnostics) {
        this.policies = policies;
        this.diagnostics = diagnostics;
    }

    OnnxTarget check(Item.Target target) {
        TargetProperties properties = new TargetProperties(target, KNOWN, diagnostics);
        int opset =
                properties.whole("opset", ExportOpsets.OLDEST, ExportOpsets.NEWEST, ExportOpsets.OLDEST, "opset 21;");
        return new OnnxTarget(opset, isInline(properties), properties.policy(policies), weights(properties));
    }

    private static boolean isInline(TargetProperties properties) {
        String expected = "a word: form function; or inline";
        return properties
                .word("form", expected)
                .filter(word -> switch (word.text()) {
                    case "function" -> false;
                    case "inline" -> true;
                    default -> {
                        properties.reportValue(properties.find("form").orElseThrow(), expected);
                        yield false;
                    }
                })
                .isPresent();
    }

    private static Optional<DType> weights(TargetProperties properties) {
        String expected = "a word: weights f32; or bf16, f16";
        return properties.word("weights", expected).flatMap(word -> {
            Optional<DType> type = DType.parse(word.text()).filter(found -> found != DType.I32);
            if (type.isEmpty()) {
                properties.reportValue(properties.find("weights").orElseThrow(), expected);
            }
            return type;
        });
    }
}
