package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.onnx.recognise.Recognition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was recognised in an ONNX model, and what nearly was, for people and as plain maps for JSON.
public final class OnnxFusions {

    private OnnxFusions() {}

    /// Two tables; every line ends in `\n`.
    public static String text(Recognition recognition) {
        Columns fused = new Columns(List.of("operator", "node"));
        recognition.fused().forEach(each -> fused.row(List.of(each.operator(), each.label())));
        Columns near = new Columns(List.of("operator", "node", "reason"));
        recognition.nearMisses().forEach(each -> near.row(List.of(each.operator(), each.label(), each.reason())));
        return table("fused", recognition.fused().size(), fused)
                + "\n"
                + table("nearly fused", recognition.nearMisses().size(), near);
    }

    private static String table(String name, int count, Columns columns) {
        return name + ": " + count + "\n" + (count == 0 ? "" : String.join("\n", columns.lines()) + "\n");
    }

    /// An operator that was recognised.
    public static Map<String, Object> object(Recognition.Fused fused) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("operator", fused.operator());
        object.put("node", fused.label());
        return object;
    }

    /// What nearly was one.
    public static Map<String, Object> object(Recognition.NearMiss miss) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("operator", miss.operator());
        object.put("node", miss.label());
        object.put("reason", miss.reason());
        return object;
    }
}
