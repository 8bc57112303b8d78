package dev.rsparse.compiler.onnx.run;

/// Is told how far a row of runs of a model is.
@FunctionalInterface
public interface RunProgress {

    /// @param runs done, 1 or more
    /// @param all that there are, the same number in every call
    void done(int runs, int all);
}
