package dev.rsparse.golden;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The example model, compiled under one of its policies.
///
/// @param project what it was compiled from; closed with the model
record Quill(ModelProject project, CompiledModel model) implements AutoCloseable {

    static final Path SOURCE = Path.of("..", "examples", "quill", "quill.rsp");

    private static final Path ORACLE = Path.of("src", "test", "resources", "oracle");

    static Quill compile(String policy) {
        return compile(policy, StripLayout.BF16);
    }

    static Quill compile(String policy, StripLayout format) {
        return compile(ModelProject.open(SOURCE), policy, format);
    }

    /// With keys and values kept in `cache`.
    static Quill compile(String policy, StripLayout format, CacheFormat cache) {
        ModelProject project = ModelProject.open(SOURCE);
        return compile(project, policy, format, cache, LockStore.of(project).read());
    }

    /// The same source over the checkpoint in another folder.
    static Quill compile(Path checkpoint, String policy, StripLayout format) {
        return compile(ModelProject.open(SOURCE, checkpoint), policy, format);
    }

    /// The same model with `policy`, written as in a source, besides its own; `folder` is where its source goes.
    static Quill compileWith(Path folder, String policy, String name, StripLayout format) throws IOException {
        Path source = Files.writeString(folder.resolve("quill.rsp"), Files.readString(SOURCE) + policy);
        return compile(ModelProject.open(source, SOURCE.toAbsolutePath().getParent()), name, format);
    }

    private static Quill compile(ModelProject project, String name, StripLayout format) {
        return compile(project, name, format, LockStore.of(project).read());
    }

    /// One of the policies of `project`, as `lock` says.
    static Quill compile(ModelProject project, String name, StripLayout format, Optional<Lock> lock) {
        return compile(project, name, format, CacheFormat.F32, lock);
    }

    private static Quill compile(
            ModelProject project, String name, StripLayout format, CacheFormat cache, Optional<Lock> lock) {
        CheckedPolicy policy = project.policy(Optional.of(name));
        Map<String, Thinning> thinnings = new PolicyResolver(project, policy).measured(lock);
        PolicyGraph runs = PolicyGraph.of(project, policy, lock, message -> {});
        FactorStore factors = FactorStore.of(project, runs, thinnings, message -> {});
        Formats formats = new Formats(format, policy.formats());
        Engine engine = Engine.compile(runs.graph(), name, thinnings, formats, project.config(), Set.of())
                .withKvCache(cache);
        return new Quill(project, engine.load(runs.weights(), factors));
    }

    /// What an independent implementation computed in float32: `prompt` [16], `logits` [16,4096] after each token
    /// of it, `greedy` [80], the prompt and the 64 likeliest tokens behind it.
    static Npy oracle(String name) {
        return Npy.read(ORACLE.resolve("quill-7m-" + name + ".npy"));
    }

    @Override
    public void close() {
        model.close();
        project.close();
    }
}
