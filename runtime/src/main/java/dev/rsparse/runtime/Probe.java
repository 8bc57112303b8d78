package dev.rsparse.runtime;

/// Sees the inputs of linears while a model compiled with probes runs: how calibration collects its statistics.
@FunctionalInterface
public interface Probe {

    /// Called before a probed linear runs over a batch.
    ///
    /// @param site index of the linear among the probed ones, in graph order
    /// @param x row-major inputs, a row per token every `stride` elements; valid during the call only
    /// @param rows tokens in the batch
    void observe(int site, float[] x, int rows, int stride);
}
