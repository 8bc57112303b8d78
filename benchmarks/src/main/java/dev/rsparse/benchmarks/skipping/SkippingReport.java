package dev.rsparse.benchmarks.skipping;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import dev.rsparse.compiler.bench.Verdict;
import java.util.List;
import java.util.Locale;

/// What [Skipping] measured.
///
/// @param rounds samples of each figure; of the dense product as many times more as there are densities
/// @param oneStream GB/s of a plain sum over the weights from one place
/// @param eightStreams the same from eight places in turn
/// @param thinned one for each density asked for
public record SkippingReport(
        Machine machine,
        Stack stack,
        int rounds,
        Spread oneStream,
        Spread eightStreams,
        Product dense,
        List<Thinned> thinned,
        LoadMeter.Load load,
        Verdict verdict) {

    /// One kind of product.
    ///
    /// @param density share of the channels that were kept
    /// @param bytes weights read per product
    /// @param micros per product
    /// @param gigabytes per second, of weights really read
    public record Product(String name, double density, long bytes, Spread micros, Spread gigabytes) {}

    /// A thinned product.
    ///
    /// @param speedup dense time over its time, pairs of neighbouring runs
    public record Thinned(Product product, Spread speedup) {}

    public SkippingReport {
        thinned = List.copyOf(thinned);
    }

    /// For people.
    public String text() {
        Table table =
                new Table("product", "kept", "MB read", "us: median (min..max)", "GB/s", "dense/sparse", "by bytes");
        addRow(table, dense, "", "");
        for (Thinned line : thinned) {
            addRow(
                    table,
                    line.product(),
                    line.speedup().text(2),
                    number("%.2f", 1 / line.product().density()));
        }
        return heading() + "\n" + table.text() + "\n" + verdict.text() + "\n";
    }

    private static void addRow(Table table, Product product, String speedup, String byBytes) {
        table.row(
                product.name(),
                number("%.1f %%", product.density() * 100),
                number("%.1f", product.bytes() / 1e6),
                product.micros().text(0),
                product.gigabytes().text(1),
                speedup,
                byBytes);
    }

    private String heading() {
        String weights = String.format(
                Locale.ROOT,
                "%d different weights of %s[%d,%d], %.2f GB in all; 1 thread, %d rounds",
                stack.copies(),
                stack.format().name().toLowerCase(Locale.ROOT),
                stack.out(),
                stack.in(),
                stack.bytes() / 1e9,
                rounds);
        return machine.text() + "\n" + weights + "\nplain sum over the same memory, GB/s: 1 stream " + oneStream.text(1)
                + ", 8 streams " + eightStreams.text(1) + "\n";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
