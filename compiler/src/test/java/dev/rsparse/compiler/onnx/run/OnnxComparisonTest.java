package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxComparisonTest {

    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @TempDir
    Path folder;

    private static OnnxComparison.Difference difference(double expected, double found) {
        return OnnxComparison.difference(
                "y", Values.of(OnnxType.F64, List.of(2L), 0, expected), Values.of(OnnxType.F64, List.of(2L), 0, found));
    }

    @Test
    void theRelativeDifferenceIsThatToNumbersAboveOne() {
        assertThat(difference(200, 201)).isEqualTo(new OnnxComparison.Difference("y", 1, 1 / 200.0, 0));
        assertThat(difference(0.25, 0.5)).isEqualTo(new OnnxComparison.Difference("y", 0.25, 0.25, 0));
    }

    @Test
    void aNumberInOneModelAloneIsAMismatch() {
        assertThat(difference(NAN, 1).mismatches()).isEqualTo(1);
        assertThat(difference(1, INFINITE).mismatches()).isEqualTo(1);
        assertThat(difference(INFINITE, -INFINITE).mismatches()).isEqualTo(1);
        assertThat(difference(NAN, NAN).mismatches()).isZero();
        assertThat(difference(INFINITE, INFINITE).mismatches()).isZero();
        assertThat(difference(1, NAN).absolute()).isZero();
    }

    @Test
    void otherTextsAreMismatches() {
        assertThat(OnnxComparison.difference(
                                "y",
                                TensorValue.texts(List.of(2L), List.of("a", "b")),
                                TensorValue.texts(List.of(2L), List.of("a", "c")))
                        .mismatches())
                .isEqualTo(1);
    }

    private OnnxFile scaled(String name, double by, Object... dims) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        return Values.file(
                own,
                Values.graph(Onnx.node("n", "Mul x,w -> y"), Onnx.node("o", "Neg x -> z"))
                        .addInitializer(Values.weight("w", List.of(), by))
                        .addInput(Values.info("x", OnnxType.F32, dims))
                        .addOutput(Values.info("y", OnnxType.F32, dims))
                        .addOutput(Values.info("z", OnnxType.F32, dims)));
    }

    @Test
    void theWorstOfAllSamplesCounts() throws Exception {
        OnnxFile original = scaled("a", 1, "N");
        OnnxFile other = scaled("b", 1.5, "N");
        Path inputs = folder.resolve("in");
        Values.write(inputs.resolve("0.npy"), Values.of(OnnxType.F32, List.of(1L), 0.5));
        Values.write(inputs.resolve("1.npy"), Values.of(OnnxType.F32, List.of(2L), 4, 1));
        Samples samples = Samples.of(original, Optional.of(inputs), 9);
        OnnxComparison found = OnnxComparison.run(original, other.path(), samples, 1, (_, _) -> {});
        assertThat(found.samples()).isEqualTo(2);
        assertThat(found.outputs())
                .containsExactly(
                        new OnnxComparison.Difference("y", 2, 0.5, 0), new OnnxComparison.Difference("z", 0, 0, 0));
        assertThat(found.overall().relative()).isCloseTo(0.5, within(1e-12));
        assertThat(found.isWithin(0.5)).isTrue();
        assertThat(found.isWithin(0.49)).isFalse();
    }

    @Test
    void aMismatchIsWithinNoTolerance() throws Exception {
        OnnxFile original = scaled("a", 1, "N");
        OnnxFile other = scaled("b", INFINITE, "N");
        OnnxComparison found =
                OnnxComparison.run(original, other.path(), Samples.of(original, Optional.empty(), 1), 1, (_, _) -> {});
        assertThat(found.isWithin(1e30)).isFalse();
    }

    @Test
    void outputsOfAnotherShapeAreRefused() throws Exception {
        OnnxFile original = scaled("a", 1, "N");
        Path own = Files.createDirectories(folder.resolve("b"));
        OnnxFile other = Values.file(
                own,
                Values.graph(Onnx.node("n", "Unsqueeze x,axes -> y"), Onnx.node("o", "Neg x -> z"))
                        .addInitializer(Onnx.integers("axes", 0))
                        .addInput(Values.info("x", OnnxType.F32, "N"))
                        .addOutput(Values.info("y", OnnxType.F32, 1, "N"))
                        .addOutput(Values.info("z", OnnxType.F32, "N")));
        assertThatThrownBy(() -> OnnxComparison.run(
                        original, other.path(), Samples.of(original, Optional.empty(), 1), 1, (_, _) -> {}))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("E0811")
                .hasMessageContaining("output \"y\" is f32[1,16], expected f32[16]");
    }
}
