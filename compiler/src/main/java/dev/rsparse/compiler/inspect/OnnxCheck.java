package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.onnx.run.OnnxComparison;
import dev.rsparse.compiler.onnx.run.OnnxDensity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What came of running a rewritten ONNX model beside its original, for people and as plain maps for JSON.
///
/// @param densities of the linears that skip channels; empty where none does
/// @param tolerance the relative difference that is allowed; nothing for any
public record OnnxCheck(OnnxComparison comparison, List<OnnxDensity> densities, Optional<Double> tolerance) {

    public OnnxCheck {
        densities = List.copyOf(densities);
    }

    /// Whether the outputs are within the tolerance, and are numbers where the original's are.
    public boolean isGood() {
        return comparison.isWithin(tolerance.orElse(Double.MAX_VALUE));
    }

    /// What is wrong, in one line.
    public String problem() {
        OnnxComparison.Difference worst = comparison.overall();
        String numbers = "outputs differ by up to " + number(worst.relative()) + " of max(1, |original|)"
                + tolerance
                        .map(allowed -> ", the tolerance is " + number(allowed))
                        .orElse("");
        return worst.mismatches() == 0
                ? numbers
                : worst.mismatches() + " elements of outputs are a number in one model alone";
    }

    /// Tables under a heading; every line ends in `\n`.
    public String text() {
        Columns outputs = new Columns(List.of("output", "worst |a-b|", "worst |a-b|/max(1,|b|)", "mismatches"));
        List<OnnxComparison.Difference> all = new ArrayList<>(comparison.outputs());
        all.add(comparison.overall());
        for (OnnxComparison.Difference each : all) {
            outputs.row(List.of(
                    each.output(),
                    number(each.absolute()),
                    number(each.relative()),
                    String.valueOf(each.mismatches())));
        }
        String heading = "checked on " + comparison.samples() + " of " + comparison.origin() + "\n";
        return heading + lines(outputs) + (densities.isEmpty() ? "" : densityText());
    }

    private String densityText() {
        Columns columns = new Columns(List.of("site", "asked", "read"));
        for (OnnxDensity density : densities) {
            columns.row(List.of(density.site().selector(), share(density.asked()), share(density.found())));
        }
        columns.row(List.of(
                "mean",
                share(densities.stream()
                        .mapToDouble(OnnxDensity::asked)
                        .average()
                        .orElseThrow()),
                share(meanFound())));
        return "share of channels read\n" + lines(columns);
    }

    private double meanFound() {
        return densities.stream().mapToDouble(OnnxDensity::found).average().orElseThrow();
    }

    private static String lines(Columns columns) {
        return String.join("\n", columns.lines()) + "\n";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    /// The same with all digits.
    public Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("samples", comparison.samples());
        object.put("origin", comparison.origin());
        object.put(
                "outputs", comparison.outputs().stream().map(OnnxCheck::object).toList());
        object.put("worst", object(comparison.overall()));
        tolerance.ifPresent(allowed -> object.put("tolerance", allowed));
        object.put("good", isGood());
        object.put("density", densities.stream().map(OnnxCheck::object).toList());
        return object;
    }

    private static Map<String, Object> object(OnnxComparison.Difference difference) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", difference.output());
        object.put("absolute", difference.absolute());
        object.put("relative", difference.relative());
        object.put("mismatches", difference.mismatches());
        return object;
    }

    private static Map<String, Object> object(OnnxDensity density) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("selector", density.site().selector());
        object.put("node", density.site().node());
        object.put("asked", density.asked());
        object.put("read", density.found());
        return object;
    }
}
