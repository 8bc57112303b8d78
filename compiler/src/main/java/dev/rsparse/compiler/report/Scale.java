package dev.rsparse.compiler.report;

import java.util.ArrayList;
import java.util.List;

/// A linear axis.
///
/// @param low value at one end
/// @param high value at the other, above `low`
/// @param from where `low` stands in the drawing
/// @param to where `high` stands
record Scale(double low, double high, double from, double to) {

    private static final int TICKS = 5;

    /// One over the values, with a little room at both ends.
    ///
    /// @param least extent of the axis when all values are alike
    static Scale over(List<Double> values, double least, double from, double to) {
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double room = Math.max(0.1 * (high - low), (least - (high - low)) / 2);
        return new Scale(low - room, high + room, from, to);
    }

    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /// The same places for values that are less by `offset`.
    Scale minus(double offset) {
        return new Scale(low - offset, high - offset, from, to);
    }

    /// A value on the axis and how it is written.
    record Tick(double value, String text) {}

    /// About five values that are round: steps of 1, 2 or 5 times a power of ten.
    List<Tick> ticks() {
        double power = Math.pow(10, Math.floor(Math.log10((high - low) / TICKS)));
        double rest = (high - low) / TICKS / power;
        double step = power * (rest > 5 ? 10 : rest > 2 ? 5 : rest > 1 ? 2 : 1);
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(new Tick(i * step, Numbers.decimals(i * step, decimals)));
        }
        return ticks;
    }
}
