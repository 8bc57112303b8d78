package dev.rsparse.benchmarks.onnx;

import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import dev.rsparse.compiler.bench.Verdict;
import java.util.List;
import java.util.Locale;

/// What [OnnxModels] measured.
public record OnnxReport(Machine machine, OnnxModels.Settings settings, List<Row> models) {

    /// One model.
    ///
    /// @param model name of its folder
    /// @param onnxRuntime milliseconds of a run
    /// @param compiled milliseconds of a run
    /// @param ratio speed of the class over that of ONNX Runtime, pairs of neighbouring stretches
    public record Row(String model, Spread onnxRuntime, Spread compiled, Spread ratio, Verdict verdict) {}

    public OnnxReport {
        models = List.copyOf(models);
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
                    row.verdict().reasons().isEmpty() ? "" : "disturbed");
        }
        return machine.text()
                + String.format(Locale.ROOT, "%n%d threads, %d rounds%n", settings.threads(), settings.rounds()) + "\n"
                + table.text();
    }
}
