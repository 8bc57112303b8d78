package dev.rsparse.compiler.onnx.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.project.ModelProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Angles of ONNX models, and what the language makes of the form that was found for them.
class RopeFormTest {

    @TempDir
    Path folder;

    /// What turns each of the heads of `size` that rows of a table are.
    private TokenGraph turning(double[] frequencies, double magnitude, int size) {
        return TokenGraph.withPositions()
                .matrix("table", 10, size)
                .vector("frequencies", frequencies)
                .number("magnitude", magnitude)
                .node("Gather table,ids -> x")
                .node("Cast column -> places", Onnx.attribute("to", 1))
                .node("Mul places,frequencies -> angles")
                .node("Cos angles -> cos")
                .node("Sin angles -> sin")
                .node("Mul cos,magnitude -> c")
                .node("Mul sin,magnitude -> s")
                .node("Expand positions,extents -> rows")
                .node(
                        "RotaryEmbedding x,c,s,rows -> y",
                        Onnx.attribute("num_heads", 1),
                        Onnx.attribute("rotary_embedding_dim", 2L * frequencies.length));
    }

    /// The embedding that the model of layers has.
    private Node.Rope lifted(double[] frequencies, double magnitude, int size) throws IOException {
        turning(frequencies, magnitude, size).file(folder, "y");
        Path source = Files.writeString(folder.resolve("m.rsp"), "rsp 1;\nmodel M from onnx(\"model.onnx\");\n");
        try (ModelProject project = ModelProject.open(source)) {
            return project.model().graph().nodes().stream()
                    .filter(Node.Rope.class::isInstance)
                    .map(Node.Rope.class::cast)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertKept(double[] frequencies, double magnitude, int size, String form) throws IOException {
        RopeAngles angles = lifted(frequencies, magnitude, size).angles().orElseThrow();
        assertThat(angles.form()).isEqualTo(form);
        assertThat(angles.magnitude()).isCloseTo((float) magnitude, within(1e-6f));
        assertThat(angles.frequencies()).hasSize(frequencies.length);
        for (int i = 0; i < frequencies.length; i++) {
            assertThat(angles.frequencies().get(i)).as("pair %d", i).isCloseTo((float) frequencies[i], within((float)
                    (1e-5 * frequencies[i])));
        }
    }

    private static double[] frequencies(double theta, int pairs) {
        return IntStream.range(0, pairs)
                .mapToDouble(pair -> Math.pow(theta, -(double) pair / pairs))
                .toArray();
    }

    @Test
    void plainAnglesNeedNoConfiguration() throws IOException {
        Node.Rope rope = lifted(frequencies(1e6, 64), 1, 128);
        assertThat(rope.theta()).isEqualTo(1e6);
        assertThat(rope.angles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 4, 2.5})
    void anglesThatAreAllSlowerAreLinear(double factor) throws IOException {
        double[] frequencies =
                Arrays.stream(frequencies(10000, 32)).map(each -> each / factor).toArray();
        assertKept(frequencies, 1, 64, "linear");
    }

    private static double llama3(double plain, double factor, double low, double high, double length) {
        double kept = Math.clamp((length * plain / (2 * Math.PI) - low) / (high - low), 0, 1);
        return plain * (kept + (1 - kept) / factor);
    }

    /// Llama 3.1, Llama 3.2, and few pairs of which one or none is on the ramp.
    @ParameterizedTest
    @CsvSource({
        "500000, 64, 8, 1, 4, 8192",
        "500000, 32, 32, 1, 4, 8192",
        "500000, 8, 8, 1, 4, 64",
        "10000, 4, 2, 1, 2, 30"
    })
    void slowPairsThatAreSlowerAreThoseOfLlama(
            double theta, int pairs, double factor, double low, double high, double length) throws IOException {
        double[] frequencies = Arrays.stream(frequencies(theta, pairs))
                .map(plain -> llama3(plain, factor, low, high, length))
                .toArray();
        assertKept(frequencies, 1, 2 * pairs, "llama3");
    }

    private static double[] yarn(double theta, int pairs, double factor, double low, double high) {
        double[] plain = frequencies(theta, pairs);
        DoubleUnaryOperator ramp = pair -> Math.clamp((pair - low) / (high - low), 0, 1);
        return IntStream.range(0, pairs)
                .mapToDouble(pair -> plain[pair] * (1 - ramp.applyAsDouble(pair) * (1 - 1 / factor)))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"10000, 64, 4, 20, 46", "1000000, 64, 4, 24, 42", "10000, 8, 4, 0, 3"})
    void anglesWithAMagnitudeAreThoseOfYarn(double theta, int pairs, double factor, double low, double high)
            throws IOException {
        assertKept(yarn(theta, pairs, factor, low, high), 0.1 * Math.log(factor) + 1, 2 * pairs, "yarn");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24})
    void aPartOfEachHeadMayTurn(int pairs) throws IOException {
        assertKept(frequencies(10000, pairs), 1, 64, "default");
    }

    private void assertRefused(double[] frequencies, double magnitude, int size) {
        assertThat(ModelLifter.lift(turning(frequencies, magnitude, size).file(folder, "y")))
                .isEqualTo(new ModelLifter.Result.Refused(List.of("RotaryEmbedding \"y\": "
                        + "its angles are not theta^(-2i/n) times the position, nor scaled as is known")));
    }

    @Test
    void pairsThatAreScaledOneByOneAreRefused() {
        double[] frequencies = frequencies(10000, 16);
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] /= 1 + 0.3 * i % 0.7;
        }
        assertRefused(frequencies, 1, 32);
    }

    @Test
    void aMagnitudeOfPlainAnglesIsRefused() {
        assertRefused(frequencies(10000, 16), 1.2, 32);
    }

    @Test
    void anglesOfTwoKindsAreRefused() {
        TokenGraph graph = turning(frequencies(10000, 4), 1, 8)
                .vector(
                        "slow",
                        Arrays.stream(frequencies(10000, 4))
                                .map(each -> each / 2)
                                .toArray())
                .node("Mul places,slow -> angles2")
                .node("Cos angles2 -> c2")
                .node("Sin angles2 -> s2")
                .node("RotaryEmbedding x,c2,s2,rows -> z", Onnx.attribute("num_heads", 1));
        assertThat(ModelLifter.lift(graph.file(folder, "y", "z")))
                .isEqualTo(new ModelLifter.Result.Refused(
                        List.of("RotaryEmbedding \"z\": its angles are scaled otherwise than those of others")));
    }
}
