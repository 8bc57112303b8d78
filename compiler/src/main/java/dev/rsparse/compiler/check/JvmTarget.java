package dev.rsparse.compiler.check;

import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.StripLayout;
import java.util.Optional;

/// A Java class to generate.
///
/// @param packageName its package; empty for the unnamed one
/// @param policy name of the policy it runs
/// @param threads threads that run a step, unless told otherwise at run time
/// @param weights how the weights are stored in the file beside it, when the source says
/// @param kvCache how sessions keep keys and values, when the source says
public record JvmTarget(
        String packageName,
        String className,
        String policy,
        int threads,
        Optional<StripLayout> weights,
        Optional<CacheFormat> kvCache) {

    /// Threads where the source does not say.
    public static final int DEFAULT_THREADS = 1;

    /// The class with its package.
    public String qualifiedName() {
        return packageName.isEmpty() ? className : packageName + "." + className;
    }
}
