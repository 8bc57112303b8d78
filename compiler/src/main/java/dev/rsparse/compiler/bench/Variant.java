package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;

/// A model compiled under one policy, beside its packed weights.
public record Variant(Engine engine, WeightFiles.Mapped weights) {

    /// Name of the policy.
    public String policy() {
        return engine.info().policy();
    }

    /// Emits the class and loads it over the mapped weights.
    CompiledModel load() {
        return engine.load(weights.weights());
    }

    /// A sequence of the model.
    ///
    /// @param threads that work on a token
    static Session session(CompiledModel model, int positions, int threads) {
        model.setThreads(threads);
        return model.newSession(positions);
    }
}
