package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.emit.bytecode.BytecodeEmitter;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.SourceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// One source of a build: every class that it asks for, what that was made from and what it gave.
final class BuiltSource {

    private final Path source;
    private final CompileOptions options;
    private final Console console;
    private final Set<Path> inputs = new LinkedHashSet<>();
    private final List<Path> written = new ArrayList<>();

    BuiltSource(Path source, CompileOptions options, Console console) {
        this.source = source;
        this.options = options;
        this.console = console;
        inputs.add(source);
    }

    /// The files that were read, and those that would have been if they were there.
    Set<Path> inputs() {
        return inputs;
    }

    /// The files that were written.
    List<Path> written() {
        return written;
    }

    /// Writes every class with its weights, lock and tokenizer beside it.
    ///
    /// @throws ProjectException when the source or something it needs is wrong
    void write(OutputTree tree) {
        if (OnnxModels.isOne(source)) {
            writeOnnx(tree);
            return;
        }
        forEachTarget(project -> {
            CompileOptions.Compiled compiled = options.compile(project, console);
            Path output = tree.file(project);
            OutputName name = OutputName.of(output);
            written.addAll(CompileTask.writer(
                            output,
                            project,
                            tree.packageOf(project),
                            BytecodeEmitter.OLDEST_RELEASE,
                            compiled,
                            compiled.factors(project, console))
                    .write(name));
            copy(project.beside(".rsplock"), output.resolveSibling(name.stem() + ".rsplock"));
            copy(project.tokenizerPath(), output.resolveSibling(name.stem() + ".tokenizer.json"));
        });
    }

    private void writeOnnx(OutputTree tree) {
        OnnxFile file = OnnxFile.read(source);
        inputs.addAll(file.files());
        Path output = tree.file(source);
        written.addAll(OnnxCompileTask.write(
                GraphCompiler.of(file),
                tree.packageOf(source),
                output,
                OutputName.of(output),
                BytecodeEmitter.OLDEST_RELEASE));
    }

    private void copy(Path file, Path target) {
        try {
            if (Files.isRegularFile(file)) {
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                written.add(target);
            }
        } catch (IOException problem) {
            throw FileProblems.unwritable(target, problem);
        }
    }

    /// Checks the lock against each policy that a target runs or that was measured.
    ///
    /// @throws ProjectException when a policy does not fit its lock, or an assertion of it fails
    void check() {
        if (OnnxModels.isOne(source)) {
            OnnxFile.read(source);
            return;
        }
        forEachTarget(project -> {
            console.print(project.warnings(), project.sources());
            Optional<Lock> lock = LockStore.of(project).read();
            Set<String> names = new LinkedHashSet<>(
                    lock.map(found -> found.policies().keySet()).orElse(Set.of()));
            names.retainAll(project.model().policies().keySet());
            project.model().targets().stream().map(JvmTarget::policy).forEach(names::add);
            for (String name : names) {
                CheckedPolicy policy = project.policy(Optional.of(name));
                new PolicyResolver(project, policy).measured(lock);
                PolicyGraph.of(project, policy, lock, console::message);
            }
        });
    }

    /// One class per target; of a model without any, one in its own name.
    private void forEachTarget(Consumer<ModelProject> action) {
        SourceCheck check = SourceCheck.of(source);
        List<CheckedModel> models = check.result().models();
        if (models.isEmpty()) {
            throw new ProjectException(check.result().diagnostics(), check.sources());
        }
        for (CheckedModel model : models) {
            Path named = models.size() == 1 ? source : source.resolveSibling(source.getFileName() + ":" + model.name());
            List<Optional<String>> targets = model.targets().isEmpty()
                    ? List.of(Optional.empty())
                    : model.targets().stream()
                            .map(target -> Optional.of(target.qualifiedName()))
                            .toList();
            for (Optional<String> target : targets) {
                try (ModelProject project = ModelProject.open(named, target)) {
                    inputs.addAll(project.inputs());
                    action.accept(project);
                }
            }
        }
    }
}
