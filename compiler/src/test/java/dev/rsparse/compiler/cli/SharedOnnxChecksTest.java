package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.SharedModels;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Exports of torch, thinned and checked against themselves on the inputs that were recorded with them.
@Tag("shared")
class SharedOnnxChecksTest {

    @TempDir
    Path folder;

    /// What was measured, rounded up: it shows that nothing is far off that was near, not that half of the weights is
    /// enough. Of the trained model its loss says more (`OnnxLossTest`).
    private static double tolerance(String name) {
        return switch (name) {
            case "quill-7m-dynamo18" -> 10;
            case "t5enc-legacy17" -> 1.5;
            default -> 0.3;
        };
    }

    @TestFactory
    Stream<DynamicTest> halfOfTheWeightsAreNotReadAndTheOutputsStayNear() {
        return SharedModels.exports().map(model -> {
            String name = model.getParent().getFileName().toString();
            return DynamicTest.dynamicTest(name, () -> {
                JsonNode report = rewritten(model, "--check", "1", "--tolerance", tolerance(name));
                assertThat(report.path("rewritten").size()).isPositive();
                for (JsonNode density : report.path("calibratedDensity")) {
                    assertThat(density.asDouble()).isBetween(0.40, 0.50);
                }
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> theSplitFormDiffersByRoundingAlone() {
        return SharedModels.exports()
                .map(model -> DynamicTest.dynamicTest(
                        model.getParent().getFileName().toString(),
                        () -> assertThat(rewritten(model, "--form", "split", "--check", "1")
                                        .path("check")
                                        .path("worst")
                                        .path("relative")
                                        .asDouble())
                                .isLessThan(1e-4)));
    }

    private JsonNode rewritten(Path model, Object... options) {
        return CommandRun.ok(
                        "rewrite",
                        model,
                        "-o",
                        folder.resolve("out.onnx"),
                        "--sparsity",
                        "50%",
                        "--split",
                        "0.9",
                        options,
                        "--json")
                .json();
    }
}
