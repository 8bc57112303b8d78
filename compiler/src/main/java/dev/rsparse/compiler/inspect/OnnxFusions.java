package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.onnx.recognise.Recognition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was recognised in an ONNX model, what nearly was, and which of its linears skip channels, for people and as
/// plain maps for JSON.
public final class OnnxFusions {

    private OnnxFusions() {}

    /// Two tables, and a third where linears skip channels; every line ends in `\n`.
    public static String text(Recognition recognition) {
        Columns fused = new Columns(List.of("operator", "node"));
        recognition.fused().forEach(each -> fused.row(List.of(each.operator(), each.label())));
        Columns near = new Columns(List.of("operator", "node", "reason"));
        recognition.nearMisses().forEach(each -> near.row(List.of(each.operator(), each.label(), each.reason())));
        return table("fused", recognition.fused().size(), fused)
                + "\n"
                + table("nearly fused", recognition.nearMisses().size(), near)
                + thinnedText(ThinnedLinear.of(recognition.graph()));
    }

    private static String thinnedText(List<ThinnedLinear> thinned) {
        Columns columns = new Columns(List.of("node", "[in,out]"));
        thinned.forEach(each -> columns.row(List.of(each.label(), "[" + each.in() + "," + each.out() + "]")));
        return thinned.isEmpty() ? "" : "\n" + table("skip channels", thinned.size(), columns);
    }

    private static String table(String name, int count, Columns columns) {
        return name + ": " + count + "\n" + (count == 0 ? "" : String.join("\n", columns.lines()) + "\n");
    }

    /// Adds the same for JSON.
    public static void put(Recognition recognition, Map<String, Object> object) {
        object.put(
                "fused", recognition.fused().stream().map(OnnxFusions::object).toList());
        object.put(
                "nearMisses",
                recognition.nearMisses().stream().map(OnnxFusions::object).toList());
        List<ThinnedLinear> thinned = ThinnedLinear.of(recognition.graph());
        if (!thinned.isEmpty()) {
            object.put("thinned", thinned.stream().map(OnnxFusions::object).toList());
        }
    }

    private static Map<String, Object> object(ThinnedLinear linear) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("node", linear.label());
        object.put("in", linear.in());
        object.put("out", linear.out());
        return object;
    }

    private static Map<String, Object> object(Recognition.Fused fused) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("operator", fused.operator());
        object.put("node", fused.label());
        return object;
    }

    private static Map<String, Object> object(Recognition.NearMiss miss) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("operator", miss.operator());
        object.put("node", miss.label());
        object.put("reason", miss.reason());
        return object;
    }
}
