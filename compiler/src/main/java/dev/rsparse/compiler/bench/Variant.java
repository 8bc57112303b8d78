package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.load.JavaLoader;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import java.util.Map;

/// A model compiled under one policy to classes in memory, beside its packed weights.
///
/// @param classes class files by name
public record Variant(Engine engine, WeightFiles.Mapped weights, Map<String, byte[]> classes) {

    private static final String CLASS = "RsparsecModel";

    public Variant {
        classes = Map.copyOf(classes);
    }

    /// Emits and compiles the class of `engine`.
    public static Variant of(Engine engine, WeightFiles.Mapped weights) {
        return new Variant(engine, weights, JavaLoader.compile(CLASS, engine.source("", CLASS)));
    }

    /// Name of the policy.
    public String policy() {
        return engine.info().policy();
    }

    /// Loads the class over the mapped weights.
    CompiledModel load() {
        return JavaLoader.load(CLASS, classes, weights.weights());
    }

    /// A sequence of the model.
    ///
    /// @param threads that work on a token
    static Session session(CompiledModel model, int positions, int threads) {
        model.setThreads(threads);
        return model.newSession(positions);
    }
}
