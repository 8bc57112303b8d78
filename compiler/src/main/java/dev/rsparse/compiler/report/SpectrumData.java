package dev.rsparse.compiler.report;

import java.util.List;

/// Singular values of weights.
///
/// @param left the linears whose weights are too large to decompose unasked
public record SpectrumData(List<Kind> kinds, List<String> left) {

    /// Linears of one kind, in graph order.
    public record Kind(String name, List<Line> lines) {}

    /// One weight.
    ///
    /// @param values its singular values, the largest first, over the largest
    /// @param rank of its low-rank term under the chosen policy; 0 for none
    public record Line(String site, float[] values, int rank) {}
}
