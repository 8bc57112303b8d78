package dev.rsparse.benchmarks.onnx;

import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import dev.rsparse.compiler.bench.Verdict;
import java.util.List;
import java.util.Locale;

/// What [OnnxModels] measured.
public record OnnxReport(Machine machine, OnnxModels.Settings settings, List<Row> models, List<Thinned> thinned) {

    /// One model.
    ///
    /// @param model name of its folder
    /// @param onnxRuntime milliseconds of a run
    /// @param compiled milliseconds of a run
    /// @param ratio speed of the class over that of ONNX Runtime, pairs of neighbouring stretches
    public record Row(String model, Spread onnxRuntime, Spread compiled, Spread ratio, Verdict verdict) {}

    /// One model, thinned and not.
    ///
    /// @param dense milliseconds of a run
    /// @param compiled milliseconds of a run of the thinned model
    /// @param ratio speed of the thinned class over that of the dense one, pairs of neighbouring stretches
    public record Thinned(String model, Spread dense, Spread compiled, Spread ratio, Verdict verdict) {}

    public OnnxReport {
        models = List.copyOf(models);
        thinned = List.copyOf(thinned);
    }

    /// For people.
    public String text() {
        Table table = new Table("model", "ONNX Runtime, ms", "compiled, ms", "speed over ONNX Runtime", "");
        for (Row row : models) {
            table.row(
                    row.model(),
                    row.onnxRuntime().text(3),
                    row.compiled().text(3),
                    row.ratio().text(2),
                    disturbed(row.verdict()));
        }
        return machine.text()
                + String.format(Locale.ROOT, "%n%d threads, %d rounds%n", settings.threads(), settings.rounds()) + "\n"
                + table.text()
                + thinnedText();
    }

    private String thinnedText() {
        if (thinned.isEmpty()) {
            return "";
        }
        Table table = new Table("model", "dense, ms", "thinned, ms", "speed over dense", "");
        for (Thinned row : thinned) {
            table.row(
                    row.model(),
                    row.dense().text(3),
                    row.compiled().text(3),
                    row.ratio().text(2),
                    disturbed(row.verdict()));
        }
        return String.format(Locale.ROOT, "%nsparsity %.0f %%%n", 100 * settings.sparsity()) + table.text();
    }

    private static String disturbed(Verdict verdict) {
        return verdict.reasons().isEmpty() ? "" : "disturbed";
    }
}
