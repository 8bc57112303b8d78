package dev.rsparse.compiler.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Models in the shared folder, for tests of other packages.
public final class SharedModels {

    private SharedModels() {}

    /// The exports of torch, by name; the test that asks is skipped where the folder is absent.
    public static Stream<Path> exports() {
        try (Stream<Path> folders = Files.list(SharedModelsTest.require("onnx/exports"))) {
            return folders.sorted().map(folder -> folder.resolve("model.onnx")).toList().stream();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
