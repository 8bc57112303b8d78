package dev.rsparse.compiler.bench;

import dev.rsparse.runtime.ModelInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What [Bench] measured.
///
/// @param info of the model under the policy that was asked for
/// @param weights how they are stored
/// @param own its figures
/// @param dense those of the dense model, when it was measured beside it
/// @param overDense decode speed over the dense model's, round by round
/// @param far decode at [BenchSettings#position], when that was measured
/// @param bandwidth GB/s at which memory was read: the better of 1 and 8 streams on each thread
/// @param peakHeapBytes of the Java heap in use at once, from opening to the end
public record BenchReport(
        ModelInfo info,
        String weights,
        BenchSettings settings,
        Machine machine,
        Figures own,
        Optional<Figures> dense,
        Optional<Spread> overDense,
        Optional<Far> far,
        Spread bandwidth,
        long peakHeapBytes,
        Verdict verdict) {

    private static final double MEGABYTE = 1e6;

    /// Decode at a position further back than the prompt's end.
    ///
    /// @param decode tokens per second
    /// @param bytesPerToken that decoding read
    /// @param overNear its speed over that behind the prompt, round by round
    public record Far(Spread decode, double bytesPerToken, Spread overNear) {

        private Map<String, Object> json(int position) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("position", position);
            object.put("decodeTokensPerSecond", decode.median());
            object.put("bytesPerToken", Math.round(bytesPerToken));
            object.put("spread", decode.relative());
            object.put("overPrompt", overNear.json());
            return object;
        }
    }

    /// Figures of one model.
    ///
    /// @param decode tokens per second
    /// @param prompt tokens per second
    /// @param bytesPerToken that decoding read
    /// @param gigabytes per second that decoding read
    /// @param ofBandwidth share of the read bandwidth that is
    /// @param density share of the covered linears' weights that was read per decoded token, factors in full
    /// @param warmUpSeconds of decoding before the model reached 90 % of its speed
    /// @param openSeconds to map the weight file, load the class and make a session
    /// @param batch figures of several sequences together, when they were asked for
    public record Figures(
            String policy,
            Spread decode,
            Spread prompt,
            double bytesPerToken,
            Spread gigabytes,
            double ofBandwidth,
            double density,
            double warmUpSeconds,
            double openSeconds,
            Optional<BatchFigures> batch) {

        private Map<String, Object> json() {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("decodeTokensPerSecond", decode.median());
            object.put("promptTokensPerSecond", prompt.median());
            object.put("bytesPerToken", Math.round(bytesPerToken));
            object.put("gigabytesPerSecond", gigabytes.median());
            object.put("fractionOfBandwidth", ofBandwidth);
            object.put("spread", decode.relative());
            object.put("promptSpread", prompt.relative());
            object.put("density", density);
            object.put("warmUpSeconds", warmUpSeconds);
            object.put("openSeconds", openSeconds);
            batch.ifPresent(figures -> object.put("batch", figures.json()));
            return object;
        }

        private void addTo(Table table) {
            table.row(
                    policy,
                    decode.text(2),
                    prompt.text(1),
                    number("%.1f", bytesPerToken / MEGABYTE),
                    number("%.2f", gigabytes.median()),
                    number("%.1f %%", 100 * ofBandwidth),
                    number("%.1f %%", 100 * density),
                    number("%.1f s", warmUpSeconds),
                    number("%.3f s", openSeconds));
        }
    }

    /// One JSON object.
    ///
    /// @param random whether the weights are random
    public Map<String, Object> json(boolean random) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model", info.name());
        object.put("policy", own.policy());
        object.put("weights", weights);
        object.put("kvCache", lower(info.kvCache()));
        object.put("randomWeights", random);
        object.put("threads", settings.threads());
        object.put("promptTokens", settings.promptTokens());
        object.put("tokens", settings.tokens());
        object.put("rounds", settings.rounds());
        object.putAll(own.json());
        object.put("askedDensity", info.nominalKept());
        object.put("readBandwidthGigabytesPerSecond", bandwidth.median());
        object.put("readBandwidthSpread", bandwidth.relative());
        overDense.ifPresent(ratio -> object.put("overDense", ratio.json()));
        far.ifPresent(figures -> object.put("atPosition", figures.json(settings.position())));
        dense.ifPresent(figures -> object.put("dense", figures.json()));
        object.put("peakHeapBytes", peakHeapBytes);
        object.put("disturbed", verdict.disturbed());
        object.put("disturbances", verdict.reasons());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cpu", machine.cpu());
        facts.put("cores", machine.cores());
        facts.put("cacheBytes", machine.cacheBytes());
        facts.put("jvm", machine.jvm());
        facts.put("vectorBits", machine.vectorBits());
        object.put("machine", facts);
        return object;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /// For people.
    ///
    /// @param random whether the weights are random
    public String text(boolean random) {
        Table table = new Table(
                "policy",
                "decode tokens/s",
                "prompt tokens/s",
                "MB/token",
                "GB/s",
                "of memory",
                "read",
                "warm-up",
                "open");
        own.addTo(table);
        dense.ifPresent(figures -> figures.addTo(table));
        StringBuilder text = new StringBuilder(machine.text()).append('\n');
        text.append(String.format(
                Locale.ROOT,
                "%s, %s%s weights, %s KV cache; %d tokens behind a prompt of %d, %d rounds: median (min..max)%nthreads %d; memory is"
                        + " read at %s GB/s; Java heap at most %.0f MB%n%n",
                info.name(),
                random ? "random " : "",
                weights,
                lower(info.kvCache()),
                settings.tokens(),
                settings.promptTokens(),
                settings.rounds(),
                settings.threads(),
                bandwidth.text(2),
                peakHeapBytes / MEGABYTE));
        text.append(table.text());
        own.batch().ifPresent(batch -> text.append(batch.text(own.policy())));
        dense.flatMap(Figures::batch)
                .ifPresent(batch -> text.append(batch.text(dense.get().policy())));
        overDense.ifPresent(ratio -> text.append(own.policy())
                .append(" over dense  ")
                .append(ratio.text(3))
                .append('\n'));
        far.ifPresent(figures -> text.append(farText(figures)));
        return text.append('\n').append(verdict.text()).append('\n').toString();
    }

    private String farText(Far figures) {
        return String.format(
                Locale.ROOT,
                "at position %d: decode %s tokens/s, %.1f MB/token; over behind the prompt  %s%n",
                settings.position(),
                figures.decode().text(2),
                figures.bytesPerToken() / MEGABYTE,
                figures.overNear().text(3));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
