package dev.rsparse.compiler.onnx.cases;

/// What became of a case.
///
/// @param worst largest difference of an element from the recorded one; infinite where they could not be compared
/// @param reason why it failed or is not supported; empty when it passed
public record CaseResult(String name, Status status, double worst, String reason) {

    /// How it ended.
    public enum Status {
        PASSED,
        FAILED,
        /// The model needs something that cannot be compiled.
        UNSUPPORTED
    }
}
