package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.lang.model.SourceVersion;

/// Where the classes of a build go: a folder with a folder for each package.
///
/// @param packageName of classes whose target names none, if the build says
/// @param root of the sources, whose folders else name the packages
record OutputTree(Path folder, Optional<String> packageName, Optional<Path> root, Emit emit) {

    /// What classes are written as.
    enum Emit {
        SOURCE(".java"),
        BYTECODE(".class");

        private final String ending;

        Emit(String ending) {
            this.ending = ending;
        }
    }

    /// The package of a project's class: what its target says, else that of the source.
    String packageOf(ModelProject project) {
        return project.target()
                .map(JvmTarget::packageName)
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> packageOf(project.source()));
    }

    /// The package of classes of a source that says nothing of it: what the build says, else the folder.
    String packageOf(Path source) {
        return packageName.orElseGet(() -> folderOf(source));
    }

    /// Nothing for a folder that is no package, such as `my-models`.
    private String folderOf(Path source) {
        Path parent = source.toAbsolutePath().getParent();
        if (root.isEmpty() || !parent.startsWith(root.get().toAbsolutePath())) {
            return "";
        }
        Path below = root.get().toAbsolutePath().relativize(parent);
        String name = StreamSupport.stream(below.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("."));
        return SourceVersion.isName(name) ? name : "";
    }

    /// The file of a project's class, in a folder that is there.
    ///
    /// @throws ProjectException when the folder cannot be made
    Path file(ModelProject project) {
        String className = project.target()
                .map(JvmTarget::className)
                .orElse(project.model().name());
        return file(packageOf(project), className);
    }

    /// The file of the class of an ONNX model, which is called like the model's file: `Mlp` for `mlp.onnx`,
    /// `BertBase` for `bert-base.onnx`.
    ///
    /// @throws ProjectException when the folder cannot be made
    Path file(Path onnx) {
        StringBuilder className = new StringBuilder();
        String stem = onnx.getFileName().toString().replaceFirst("\\.onnx$", "");
        for (String word : stem.split("[^\\p{Alnum}]+", -1)) {
            className.append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return file(packageOf(onnx), className.toString());
    }

    private Path file(String inPackage, String className) {
        Path folderOfClass = folder.resolve(inPackage.replace('.', '/'));
        try {
            Files.createDirectories(folderOfClass);
        } catch (IOException problem) {
            throw FileProblems.unwritable(folderOfClass, problem);
        }
        return folderOfClass.resolve(className + emit.ending);
    }
}
