package dev.rsparse.compiler.check;

import dev.rsparse.runtime.CacheFormat;
import java.util.Optional;

/// A Java class to generate.
///
/// @param packageName its package; empty for the unnamed one
/// @param policy name of the policy it runs
/// @param threads threads that run a step, unless told otherwise at run time
/// @param weights element type of the weights in the file beside it, when the source says
/// @param kvCache how sessions keep keys and values, when the source says
public record JvmTarget(
        String packageName,
        String className,
        String policy,
        int threads,
        Optional<WeightFormat> weights,
        Optional<CacheFormat> kvCache) {

    /// Threads where the source does not say.
    public static final int DEFAULT_THREADS = 1;

    /// Element types the generated class can read.
    public enum WeightFormat {
        BF16,
        F32,
        Q8,
        Q4
    }
}
