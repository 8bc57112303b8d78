package dev.rsparse.compiler.report;

import dev.rsparse.compiler.tokens.TextIdentity;
import java.util.List;
import java.util.OptionalDouble;

/// Distributions of scores over a text.
///
/// @param tokens whose scores were counted
public record ScoreData(TextIdentity text, long tokens, List<Kind> kinds) {

    /// Linears of one kind, over one axis.
    ///
    /// @param low decimal logarithm of the axis' left end
    /// @param high that of its right end
    public record Kind(String name, double low, double high, List<Panel> panels) {}

    /// One linear.
    ///
    /// @param bins share of all scores in each of equally wide stretches of the axis
    /// @param threshold empty without a calibration
    /// @param kept share of the scores above it, 0..1
    /// @param asked share of the channels that the policy asks to keep, 0..1
    public record Panel(String site, double[] bins, OptionalDouble threshold, double kept, double asked) {}
}
