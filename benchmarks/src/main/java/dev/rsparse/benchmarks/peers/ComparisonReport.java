package dev.rsparse.benchmarks.peers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import java.util.List;
import java.util.Optional;

/// What a comparison measured.
///
/// @param rounds runs of each engine in each group
/// @param engines all that were asked for
record ComparisonReport(Machine machine, Task task, int rounds, List<Version> engines, List<Group> groups) {

    ComparisonReport {
        engines = List.copyOf(engines);
        groups = List.copyOf(groups);
    }

    /// An engine and its version.
    record Version(String engine, String version) {}

    /// What ran in turns: one shape in one format.
    ///
    /// @param shape its title
    /// @param format as rsparsec names it
    record Group(String shape, String format, List<Row> rows, Verdict verdict) {
        Group {
            rows = List.copyOf(rows);
        }

        /// Best of what engines measured beside their runs, GB/s; 0 where none did.
        @JsonIgnore
        double readBandwidth() {
            return rows.stream().mapToDouble(Row::readBandwidth).max().orElse(0);
        }

        /// The row of that engine, if it was measured.
        Optional<Row> row(String engine) {
            return rows.stream()
                    .filter(row -> row.engine().equals(engine) && row.measured())
                    .findFirst();
        }
    }

    /// What one engine gave.
    ///
    /// @param weights its own name of the format
    /// @param bytesPerToken weights that a decode step reads
    /// @param detail which of its parts ran; may be empty
    /// @param decode tokens per second by round; empty when the engine failed
    /// @param prompt the same of the prompt
    /// @param readBandwidth what it measured beside, GB/s; 0 where it did not
    /// @param density share of the channels that were kept; 0 where the engine does not say
    /// @param failure why there are no figures; empty when there are
    record Row(
            String engine,
            String weights,
            long bytesPerToken,
            String detail,
            List<Double> decode,
            List<Double> prompt,
            double readBandwidth,
            double density,
            String failure) {

        Row {
            decode = List.copyOf(decode);
            prompt = List.copyOf(prompt);
        }

        /// The row of an engine without figures.
        static Row failed(String engine, String weights, String why) {
            return new Row(engine, weights, 0, "", List.of(), List.of(), 0, 0, why);
        }

        boolean measured() {
            return failure.isEmpty();
        }

        Spread decodeSpread() {
            return spread(decode);
        }

        Spread promptSpread() {
            return spread(prompt);
        }

        /// How many times faster this row decodes than `other`, round by round.
        Spread over(Row other) {
            double[] ratios = new double[decode.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = decode.get(i) / other.decode.get(i);
            }
            return Spread.of(ratios);
        }

        private static Spread spread(List<Double> samples) {
            return Spread.of(samples.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
