package dev.rsparse.compiler.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whether figures may be trusted.
///
/// @param reasons why not; empty when nothing disturbed them
public record Verdict(List<String> reasons) {

    private static final double MOST_SPREAD = 0.10;
    private static final double LEAST_THREAD_SHARE = 0.95;
    private static final double MOST_OTHER_CORES = 0.15;
    private static final double MOST_COMPILE_SHARE = 0.10;

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /// Judges by the spread of the runs that others are compared with, and by what else the machine did.
    ///
    /// @param references spreads by the name of what ran, such as `dense runs`
    public static Verdict of(Map<String, Spread> references, LoadMeter.Load load) {
        List<String> reasons = new ArrayList<>();
        references.forEach((name, spread) -> {
            if (spread.relative() > MOST_SPREAD) {
                reasons.add("the " + name + percent(" spread over %.0f %% of their median", spread.relative()));
            }
        });
        if (load.threadShare() < LEAST_THREAD_SHARE) {
            reasons.add(percent("the measuring thread ran only %.0f %% of the time", load.threadShare()));
        }
        if (load.otherCores() > MOST_OTHER_CORES) {
            reasons.add(percent("other work took %.0f %% of a core", load.otherCores()));
        }
        if (load.compileShare() > MOST_COMPILE_SHARE) {
            reasons.add(percent("the JIT was compiling %.0f %% of the time", load.compileShare()));
        }
        return new Verdict(reasons);
    }

    private static String percent(String format, double share) {
        return String.format(Locale.ROOT, format, share * 100);
    }

    @JsonProperty
    public boolean disturbed() {
        return !reasons.isEmpty();
    }

    /// `undisturbed`, or `disturbed` and why.
    public String text() {
        return disturbed() ? "disturbed: " + String.join("; ", reasons) : "undisturbed";
    }
}
