package dev.rsparse.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Models of others: the conformance tests of ONNX, and exports of torch.
@Tag("shared")
class SharedModelsTest {

    @ParameterizedTest
    @CsvSource({"onnx/conformance, 1455", "onnx/exports, 18"})
    void everyModelIsSoundAndIsWrittenAsItWasRead(String name, int count) throws IOException {
        Path folder = require(name);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> models = files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
            assertThat(models).hasSize(count);
            assertThat(models.stream().filter(model -> !isWrittenAsRead(model))).isEmpty();
        }
    }

    private static boolean isWrittenAsRead(Path model) {
        try {
            return Arrays.equals(OnnxFile.read(model).model().toByteArray(), Files.readAllBytes(model));
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    /// The folder `name` of the shared one; the test that asks is skipped, by that name, where it is absent.
    static Path require(String name) {
        Path path = Path.of(System.getProperty("rsparsec.shared", "../../shared"), name);
        assumeTrue(Files.exists(path), path + " is absent");
        return path;
    }
}
