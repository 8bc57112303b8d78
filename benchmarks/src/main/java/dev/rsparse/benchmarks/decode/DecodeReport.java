package dev.rsparse.benchmarks.decode;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import dev.rsparse.compiler.bench.Verdict;
import java.util.Locale;

/// What [Decode] measured.
///
/// @param dense tokens per second of the dense model
/// @param thinned tokens per second of the thinned model
/// @param speedup dense time over thinned time, pairs of neighbouring runs
/// @param kept share of the covered linears' bytes that the thinned model read
/// @param denseBytes bytes of linear weights, the head's among them, that the dense model reads per token
/// @param thinnedBytes the same for the thinned model
public record DecodeReport(
        Machine machine,
        String model,
        Decode.Settings settings,
        Spread dense,
        Spread thinned,
        Spread speedup,
        double kept,
        long denseBytes,
        long thinnedBytes,
        LoadMeter.Load load,
        Verdict verdict) {

    /// For people.
    public String text() {
        Table table = new Table(
                "model", "kept", "MB per token", "tokens/s: median (min..max)", "GB/s", "speed-up", "by bytes");
        table.row("dense", "100.0 %", megabytes(denseBytes), dense.text(1), gigabytes(dense, denseBytes), "", "");
        table.row(
                "thinned",
                String.format(Locale.ROOT, "%.1f %%", kept * 100),
                megabytes(thinnedBytes),
                thinned.text(1),
                gigabytes(thinned, thinnedBytes),
                speedup.text(2),
                String.format(Locale.ROOT, "%.2f", (double) denseBytes / thinnedBytes));
        return heading() + "\n" + table.text() + "\n" + verdict.text() + "\n";
    }

    private String heading() {
        return machine.text()
                + String.format(
                        Locale.ROOT,
                        "%n%s, %s weights, sparsity %.0f %% in every layer's linears; %d tokens after %d, 1 thread,"
                                + " %d rounds%n",
                        model,
                        settings.format().name().toLowerCase(Locale.ROOT),
                        settings.sparsity() * 100,
                        settings.tokens(),
                        settings.prompt(),
                        settings.rounds());
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }

    private static String gigabytes(Spread tokensPerSecond, long bytes) {
        return tokensPerSecond.scaled(bytes / 1e9).text(1);
    }
}
