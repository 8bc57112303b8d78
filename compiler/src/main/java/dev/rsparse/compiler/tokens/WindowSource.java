package dev.rsparse.compiler.tokens;

import dev.rsparse.runtime.CompiledModel;
import java.util.function.IntFunction;

/// Where windows come from.
public interface WindowSource {

    /// What the windows are.
    TextIdentity identity();

    /// Whether the model has to write the text.
    default boolean isSampled() {
        return false;
    }

    /// Window `i`, the same however often and in whatever order it is asked for; each call makes it anew.
    ///
    /// @param dense the model, for a source that lets it write
    IntFunction<int[]> windows(CompiledModel dense);
}
