package dev.rsparse.benchmarks.kernels;

import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import dev.rsparse.compiler.bench.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// What [Kernels] measured.
///
/// @param rounds samples of each figure
public record KernelsReport(Machine machine, int rounds, List<Group> groups) {

    /// The products of one shape and format, measured in turns.
    ///
    /// @param bytes of weights in all
    public record Group(Stack stack, long bytes, List<Line> lines, Verdict verdict) {
        public Group {
            lines = List.copyOf(lines);
        }

        private String format() {
            return stack.format().name().toLowerCase(Locale.ROOT);
        }

        private List<Map<String, Object>> json() {
            return lines.stream().map(line -> line.json(this)).toList();
        }

        private void addTo(Table table) {
            lines.forEach(line -> line.addTo(table, this));
        }
    }

    /// One kind of product.
    ///
    /// @param density share of the channels that were kept
    /// @param bytes read per product: weights, scales, list of channels
    /// @param micros per product
    /// @param gigabytes per second that it read
    /// @param bandwidth GB/s at which the same threads read the same memory as plain sums, the better of 1 and 8
    ///     streams on each
    /// @param bar share of the bandwidth that is asked for
    public record Line(
            String product,
            int threads,
            double density,
            long bytes,
            Spread micros,
            Spread gigabytes,
            Spread bandwidth,
            OptionalDouble bar) {

        double fraction() {
            return gigabytes.median() / bandwidth.median();
        }

        private Map<String, Object> json(Group group) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("shape", group.stack().shape().text());
            object.put("weights", group.format());
            object.put("threads", threads);
            object.put("product", product);
            object.put("density", density);
            object.put("bytes", bytes);
            object.put("microseconds", micros.median());
            object.put("gigabytesPerSecond", gigabytes.median());
            object.put("readBandwidthGigabytesPerSecond", bandwidth.median());
            object.put("fractionOfBandwidth", fraction());
            object.put("spread", micros.relative());
            object.put("readBandwidthSpread", bandwidth.relative());
            bar.ifPresent(share -> {
                object.put("bar", share);
                object.put("met", fraction() >= share);
            });
            object.put("disturbed", group.verdict().disturbed());
            return object;
        }

        private void addTo(Table table, Group group) {
            table.row(
                    group.stack().shape().text(),
                    group.format(),
                    Integer.toString(threads),
                    product,
                    number("%.1f %%", 100 * density),
                    number("%.1f", bytes / 1e6),
                    micros.text(0),
                    number("%.1f", gigabytes.median()),
                    number("%.1f", bandwidth.median()),
                    number("%.3f", fraction()),
                    bar.isPresent() ? number("%.2f", bar.getAsDouble()) : "",
                    bar.isEmpty() ? "" : fraction() >= bar.getAsDouble() ? "met" : "missed");
        }
    }

    public KernelsReport {
        groups = List.copyOf(groups);
    }

    /// What tables call a product that keeps the share `density` of its channels.
    static String name(double density) {
        return density == 1 ? "dense" : "sparse " + Math.round(density * 100) + " %";
    }

    /// One JSON object.
    public Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("machine", machine);
        object.put("rounds", rounds);
        object.put(
                "products",
                groups.stream().flatMap(group -> group.json().stream()).toList());
        object.put(
                "disturbed", groups.stream().anyMatch(group -> group.verdict().disturbed()));
        object.put("disturbances", disturbances());
        return object;
    }

    private List<String> disturbances() {
        List<String> all = new ArrayList<>();
        for (Group group : groups) {
            group.verdict()
                    .reasons()
                    .forEach(reason ->
                            all.add(group.format() + " " + group.stack().shape().text() + ": " + reason));
        }
        return all;
    }

    /// For people.
    public String text() {
        Table table = new Table(
                "shape",
                "weights",
                "threads",
                "product",
                "kept",
                "MB read",
                "us: median (min..max)",
                "GB/s",
                "memory GB/s",
                "fraction",
                "bar",
                "");
        groups.forEach(group -> group.addTo(table));
        List<String> reasons = disturbances();
        String verdict = reasons.isEmpty() ? "undisturbed" : "disturbed:\n  " + String.join("\n  ", reasons);
        return machine.text() + "\n" + rounds + " rounds over different weights, at least "
                + number("%.1f", groups.stream().mapToLong(Group::bytes).min().orElse(0) / 1e9)
                + " GB of each shape and format\n\n" + table.text() + "\n" + verdict + "\n";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
