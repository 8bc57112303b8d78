package dev.rsparse.benchmarks.convert;

import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.runtime.StripLayout;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// What [Conversion] measured.
///
/// @param numbers weights of the model
/// @param packedBytes of the weight file
/// @param packing seconds to pack the model and bring the file to the disk
/// @param generating seconds to make the numbers alone
/// @param writing seconds to bring as many bytes to the disk alone
/// @param peakBytes most memory of the process, see [ProcessMemory]
public record ConversionReport(
        Machine machine,
        String model,
        StripLayout format,
        long numbers,
        long packedBytes,
        int rounds,
        Spread packing,
        Spread generating,
        Spread writing,
        OptionalLong peakBytes,
        Verdict verdict) {

    private static final double LEAST_RATE = 0.5;
    private static final long MOST_BYTES = 2_000_000_000;

    /// Bytes of a number of the source, bf16.
    private static final int SOURCE = 2;

    private double ofGenerator() {
        return generating.median() / packing.median();
    }

    private double ofDisk() {
        return writing.median() / packing.median();
    }

    /// Whether it packs at half the rate of what is slower, generator or disk.
    private boolean fast() {
        return Math.max(ofGenerator(), ofDisk()) >= LEAST_RATE;
    }

    private boolean small() {
        return peakBytes.orElse(Long.MAX_VALUE) < MOST_BYTES;
    }

    private double sourceGigabytes() {
        return numbers * SOURCE / 1e9;
    }

    /// One JSON object.
    public Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("machine", machine);
        object.put("model", model);
        object.put("weights", format.name().toLowerCase(Locale.ROOT));
        object.put("rounds", rounds);
        object.put("sourceGigabytes", sourceGigabytes());
        object.put("packedGigabytes", packedBytes / 1e9);
        object.put("seconds", packing.median());
        object.put("spread", packing.relative());
        object.put("sourceGigabytesPerSecond", sourceGigabytes() / packing.median());
        object.put("generatorGigabytesPerSecond", sourceGigabytes() / generating.median());
        object.put("diskGigabytesPerSecond", packedBytes / 1e9 / writing.median());
        object.put("ofGenerator", ofGenerator());
        object.put("ofDisk", ofDisk());
        object.put("rateMet", fast());
        peakBytes.ifPresent(bytes -> {
            object.put("peakResidentBytes", bytes);
            object.put("memoryMet", small());
        });
        object.put("disturbed", verdict.disturbed());
        object.put("disturbances", verdict.reasons());
        return object;
    }

    /// For people.
    public String text() {
        Table table = new Table("", "seconds: median (min..max)", "GB/s of bf16", "GB/s of file", "packing's rate");
        row(table, "packing", packing, "");
        row(table, "making the numbers alone", generating, number("%.2f of it", ofGenerator()));
        row(table, "writing the file alone", writing, number("%.2f of it", ofDisk()));
        String memory = peakBytes.isEmpty()
                ? "peak memory unknown: the system does not tell"
                : number(
                                "peak memory %.0f MB, all that is resident; below 2 GB is asked: ",
                                peakBytes.getAsLong() / 1e6)
                        + (small() ? "met" : "missed");
        return machine.text() + "\n"
                + model + number(", %.1f GB in bf16 to ", sourceGigabytes())
                + format.name().toLowerCase(Locale.ROOT)
                + number(", %.1f GB", packedBytes / 1e9) + ", " + rounds + " rounds\n\n" + table.text() + "\n" + memory
                + "\nhalf the rate of what is slower, the numbers or the disk, is asked: " + (fast() ? "met" : "missed")
                + "\n" + verdict.text() + "\n";
    }

    private void row(Table table, String name, Spread seconds, String share) {
        table.row(
                name,
                seconds.text(1),
                number("%.2f", sourceGigabytes() / seconds.median()),
                number("%.2f", packedBytes / 1e9 / seconds.median()),
                share);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
