package dev.rsparse.compiler.check;

import java.util.Optional;

/// A Java class to generate.
///
/// @param packageName its package; empty for the unnamed one
/// @param policy name of the policy it runs
/// @param weights element type of the weights in the file beside it, when the source says
public record JvmTarget(String packageName, String className, String policy, Optional<WeightFormat> weights) {

    /// Element types the generated class can read.
    public enum WeightFormat {
        BF16,
        F32
    }
}
