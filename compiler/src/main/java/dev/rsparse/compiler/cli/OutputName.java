package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.project.ProjectException;
import java.nio.file.Path;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/// What the name of an output asks for.
///
/// @param stem the name without its ending
record OutputName(Kind kind, String stem) {

    /// What can be written.
    enum Kind {
        JAVA(".java"),
        CLASS(".class"),
        JAR(".jar"),
        ONNX(".onnx");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }

        private Optional<OutputName> of(String name) {
            boolean mine = name.endsWith(ending) && name.length() > ending.length();
            return mine
                    ? Optional.of(new OutputName(this, name.substring(0, name.length() - ending.length())))
                    : Optional.empty();
        }
    }

    /// @throws ProjectException when nothing with such a name can be written
    static OutputName of(Path output) {
        String name =
                Optional.ofNullable(output.getFileName()).map(Path::toString).orElse("");
        for (Kind kind : Kind.values()) {
            Optional<OutputName> found = kind.of(name);
            if (found.isPresent()) {
                found.get().check(output);
                return found.get();
            }
        }
        throw ProjectException.of(
                output.toString(),
                Code.NOT_SUPPORTED,
                "only Java source, class files, jars and ONNX models can be written",
                "name a file such as Model.java, Model.class, model.jar or model.onnx");
    }

    private void check(Path output) {
        if (isClass() && !isClassName(stem)) {
            throw ProjectException.of(
                    output.toString(),
                    Code.JAVA_NAME,
                    "'" + stem + "' is not a class name",
                    "name a file such as Model" + kind.ending);
        }
    }

    /// Whether a class of that name is asked for, as source or as a class file.
    boolean isClass() {
        return kind == Kind.JAVA || kind == Kind.CLASS;
    }

    /// Whether Java accepts a class of that name.
    static boolean isClassName(String name) {
        return SourceVersion.isIdentifier(name) && !SourceVersion.isKeyword(name);
    }
}
