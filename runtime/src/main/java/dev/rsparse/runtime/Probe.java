package dev.rsparse.runtime;

/// Sees values of the graph while a model compiled with probes runs: how calibration collects its statistics.
@FunctionalInterface
public interface Probe {

    /// Called when a batch of a probed value was made.
    ///
    /// @param value index among the probed values, in graph order
    /// @param x row-major elements, a row per token every `stride` elements; valid during the call only
    /// @param rows tokens in the batch
    void observe(int value, float[] x, int rows, int stride);
}
