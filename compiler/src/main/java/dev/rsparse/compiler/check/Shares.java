package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Clause;
import dev.rsparse.grammar.Property;
import java.util.Optional;

/// Reads numbers that are shares, `0.5` or `50%`; what is out of range is reported.
record Shares(Diagnostics diagnostics) {

    /// From one share to another, both in it.
    record Range(double lowest, double highest) {
        boolean holds(double share) {
            return share >= lowest && share <= highest;
        }
    }

    /// A share of `least` to `most`.
    ///
    /// @param message what to say of another
    Optional<Double> read(Property.Value.Number number, double least, double most, String message) {
        double share = number.percent() ? number.value() / 100 : number.value();
        if (share >= least && share <= most) {
            return Optional.of(share);
        }
        Diagnostic outside = Diagnostic.at(number.span(), Code.PROPERTY_RANGE, message, "out of range");
        boolean percentMeant = !number.percent() && number.value() >= 2 && number.value() / 100 <= most;
        diagnostics.add(percentMeant ? outside.help("a share of 100 is written with a percent sign") : outside);
        return Optional.empty();
    }

    /// A range with both ends in 0 to `most` that holds something.
    ///
    /// @param message what to say of an end that is not
    Optional<Range> range(Clause.Domain.Range range, double most, String message) {
        Optional<Double> lowest = read(range.from(), 0, most, message);
        Optional<Double> highest = read(range.to(), 0, most, message);
        if (lowest.isEmpty() || highest.isEmpty()) {
            return Optional.empty();
        }
        if (lowest.get() > highest.get()) {
            diagnostics.add(Diagnostic.at(
                            range.span(), Code.PROPERTY_RANGE, "the range ends below where it begins", "holds nothing")
                    .help("write the lower end first"));
            return Optional.empty();
        }
        return Optional.of(new Range(lowest.get(), highest.get()));
    }

    /// As a user writes it: `50%`, `62.5%`.
    static String text(double share) {
        double percent = Math.rint(share * 1_000_000) / 10_000;
        return percent == Math.rint(percent) ? (long) percent + "%" : percent + "%";
    }
}
