package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.jar.JarImage;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Writes a compiled model, all of its files or none.
///
/// @param packageName of the class; empty for the unnamed package
/// @param engine the model for the threads that it runs on
/// @param release Java version of class files
/// @param metadata what the weights say about themselves
record OutputWriter(
        Path output,
        ModelProject project,
        String packageName,
        Engine engine,
        int release,
        WeightPacker packer,
        Map<String, String> metadata) {

    private static final String CLASS = ".class";

    /// Something that writes files.
    @FunctionalInterface
    interface Stage {
        void run(AtomicFiles files) throws IOException;
    }

    /// Writes what the output's name asks for; gives the files written, the output first.
    ///
    /// @throws ProjectException when one cannot be written; what stood there before is untouched then
    List<Path> write(OutputName name) {
        return switch (name.kind()) {
            case JAVA -> source(name.stem());
            case CLASS -> classFiles(name.stem());
            case JAR -> jar();
            case ONNX -> throw new IllegalArgumentException("an ONNX model has no class");
        };
    }

    private List<Path> source(String className) {
        String source = engine.source(packageName, className);
        Path weights = weights(output, className);
        // Its disk space is taken first, and it is put in place last.
        stage(output, files -> {
            files.stage(output, source.getBytes(StandardCharsets.UTF_8));
            packer.stage(files, weights, metadata);
        });
        return List.of(output, weights);
    }

    private List<Path> classFiles(String className) {
        SortedMap<String, byte[]> classes =
                engine.classes(packageName, className, release).classes();
        Path weights = weights(output, className);
        List<Path> written = new ArrayList<>();
        stage(output, files -> {
            for (Map.Entry<String, byte[]> type : classes.entrySet()) {
                String name = type.getKey().substring(type.getKey().lastIndexOf('.') + 1);
                Path file = output.resolveSibling(name + CLASS);
                files.stage(file, type.getValue());
                written.add(file);
            }
            packer.stage(files, weights, metadata);
        });
        removeOthers(output, className, written);
        written.add(weights);
        return written;
    }

    /// Removes nested classes of an earlier compile that this one has not.
    static void removeOthers(Path output, String className, List<Path> written) {
        Path folder = output.toAbsolutePath().getParent();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> {
            String name = file.getFileName().toString();
            return name.startsWith(className + "$") && name.endsWith(CLASS) && Files.isRegularFile(file);
        })) {
            List<Path> names = written.stream().map(Path::getFileName).toList();
            for (Path file : files) {
                if (!names.contains(file.getFileName())) {
                    Files.delete(file);
                }
            }
        } catch (IOException problem) {
            throw FileProblems.unwritable(output, problem);
        }
    }

    private List<Path> jar() {
        String className = project.target()
                .map(JvmTarget::className)
                .orElse(project.model().name());
        if (!OutputName.isClassName(className)) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.JAVA_NAME,
                    "'" + className + "' is not a class name",
                    "name one in the file: target jvm { class NAME; }");
        }
        // A module has no classes outside of packages.
        String named = packageName.isEmpty() ? packageOf(className) : packageName;
        String binaryName = named + "." + className;
        JarImage jar = new JarImage(
                project.model().name(),
                Main.VERSION,
                named,
                binaryName,
                engine.classes(named, className, release).classes(),
                tokenizer());
        stage(
                output,
                files -> files.stage(
                        output,
                        file -> jar.write(file, packer.byteSize(metadata), bytes -> packer.streamTo(bytes, metadata))));
        return List.of(output);
    }

    private static String packageOf(String className) {
        String name = className.toLowerCase(Locale.ROOT);
        return OutputName.isClassName(name) ? name : name + "_";
    }

    private Optional<byte[]> tokenizer() {
        Path file = project.tokenizerPath();
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException problem) {
            throw FileProblems.unreadable(file, problem);
        }
    }

    /// The file of the weights beside a class.
    static Path weights(Path output, String className) {
        return output.resolveSibling(className + ".weights");
    }

    /// Puts files in place, all of them or none.
    ///
    /// @throws ProjectException when one cannot be written
    static void stage(Path output, Stage stage) {
        try (AtomicFiles files = new AtomicFiles()) {
            stage.run(files);
            files.commit();
        } catch (FileSystemException problem) {
            throw FileProblems.unwritable(Path.of(problem.getFile()), problem);
        } catch (IOException problem) {
            throw FileProblems.unwritable(output, problem);
        }
    }
}
