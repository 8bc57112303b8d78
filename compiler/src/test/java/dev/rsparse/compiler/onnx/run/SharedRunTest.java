package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.SharedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Exports of torch, run on the inputs that were recorded with them and on random ones.
@Tag("shared")
class SharedRunTest {

    @TestFactory
    Stream<DynamicTest> outputsAreThoseThatWereRecorded() {
        return SharedModels.exports()
                .map(model -> DynamicTest.dynamicTest(name(model), () -> {
                    OnnxFile file = OnnxFile.read(model);
                    Samples samples = Samples.of(file, Optional.empty(), 1).first(1);
                    assertThat(samples.isRandom()).isFalse();
                    try (OnnxSession session = OnnxSession.open(model, OnnxSession.THREADS)) {
                        int index = 0;
                        for (Map.Entry<String, TensorValue> output :
                                session.run(samples.get(0)).entrySet()) {
                            Path recorded = model.resolveSibling("test_data_set_0/output_" + index++ + ".pb");
                            OnnxComparison.Difference difference = OnnxComparison.difference(
                                    output.getKey(), TensorFiles.read(recorded), output.getValue());
                            assertThat(difference.relative()).isLessThan(1e-4);
                            assertThat(difference.mismatches()).isZero();
                        }
                        assertThat(Files.exists(model.resolveSibling("test_data_set_0/output_" + index + ".pb")))
                                .isFalse();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> randomInputsRun() {
        return SharedModels.exports()
                .map(model -> DynamicTest.dynamicTest(name(model), () -> {
                    OnnxFile file = OnnxFile.read(model);
                    try (OnnxSession session = OnnxSession.open(file, OnnxSession.THREADS)) {
                        assertThat(session.run(new RandomSamples(file, 1).get(0))
                                        .values())
                                .allMatch(value -> value.count() > 0);
                    }
                }));
    }

    private static String name(Path model) {
        return model.getParent().getFileName().toString();
    }
}
