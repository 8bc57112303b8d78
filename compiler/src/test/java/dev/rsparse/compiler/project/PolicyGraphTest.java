package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import dev.rsparse.compiler.weights.RowScales;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyGraphTest {

    private static final int[] IDS = {17, 4, 200, 3, 3, 99};

    @TempDir
    Path folder;

    private final List<String> messages = new ArrayList<>();
    private ModelProject project;

    @BeforeEach
    void open() throws IOException {
        project = open(TinyModel.writeDefault(folder));
    }

    private static ModelProject open(Path source) throws IOException {
        Files.writeString(source, "policy turned { rotate residual; default { dense; } }\n", StandardOpenOption.APPEND);
        return ModelProject.open(source);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private CheckedPolicy policy(String name) {
        return project.policy(Optional.of(name));
    }

    private PolicyGraph graph(String policy) {
        return PolicyGraph.of(project, policy(policy), Optional.empty(), messages::add);
    }

    private Engine engine(PolicyGraph runs) {
        return Engine.compile(runs.graph(), "dense", Map.of(), StripLayout.F32, project.config(), Set.of());
    }

    private float[] logits(PolicyGraph runs) {
        try (CompiledModel model = engine(runs).load(runs.weights(), FactorSource.none())) {
            return model.newSession(IDS.length).prefill(IDS).clone();
        }
    }

    private static Matrix reversal(int width) {
        Matrix matrix = Matrix.zeros(width, width);
        for (int i = 0; i < width; i++) {
            matrix.data()[i * width + width - 1 - i] = -1;
        }
        return matrix;
    }

    private void assertSameLogits(PolicyGraph runs) {
        float[] expected = logits(graph("dense"));
        float[] actual = logits(runs);
        // Two layers of width 32 and 44 inside; each sum adds a rounding per term, each weight 32 of them.
        double bound = 1000 * 0x1p-24;
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(bound));
        }
    }

    @Test
    void aPolicyThatDoesNotAskRunsTheModelAsWritten() {
        assertThat(graph("half").graph()).isSameAs(project.model().graph());
        assertThat(graph("half").weights()).isSameAs(project.checkpoint());
    }

    @Test
    void aRotatedPolicyComputesTheSameLogits() {
        assertSameLogits(graph("turned"));
    }

    private PolicyGraph measured(String policy, PolicyTensors tensors) {
        return PolicyGraph.of(project, policy(policy), tensors, messages::add);
    }

    private static PolicyTensors reversed(int width) {
        return new PolicyTensors(Optional.of(new ResidualBasis(reversal(width))), Map.of());
    }

    @Test
    void aMeasuredBasisTakesThePlaceOfThatOfTheWeights() {
        PolicyTensors tensors = reversed(32);
        PolicyGraph runs = measured("turned", tensors);
        assertThat(runs.basis()).isEqualTo(tensors.basis());
        assertSameLogits(runs);
    }

    @Test
    void refusesABasisOfAnotherWidth() {
        assertThatThrownBy(() -> measured("turned", reversed(31))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPolicyThatDoesNotAskTakesNoBasis() {
        assertThat(measured("half", reversed(32)).basis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "turned"})
    void measuredRowScalesAreServedBesideTheWeights(String policy) {
        float[] scales = {1, 2, 3};
        WeightSource weights = measured(policy, new PolicyTensors(Optional.empty(), Map.of("layer[0].up", scales)))
                .weights();
        float[] read = new float[3];
        weights.read(RowScales.name("layer[0].up"), 0, read, 0, 3);
        assertThat(read).isEqualTo(scales);
        assertThat(weights.find(RowScales.name("layer[1].up"))).isEmpty();
        assertThat(weights.find("model.norm.weight")).isPresent();
    }

    private Optional<Lock> lock(String policy, PolicyTensors tensors) {
        Lock.Calibration text = new Lock.Calibration("t", "sha256:" + "0".repeat(64), 1, 1, 1);
        Lock.Policy entry = new Lock.Policy(text, true, tensors.digest(), Map.of());
        return Optional.of(new Lock("test", "Tiny", Map.of(), Map.of(policy, entry)));
    }

    @Test
    void readsTheTensorsThatTheLockNames() throws IOException {
        open("policy thin { rotate residual; default { rsparse; sparsity 50%; } }");
        Optional<Lock> lock = lock("thin", reversed(32));
        TensorStore.of(project).write(Map.of("thin", reversed(32)), List.of(lock.get()));
        assertThat(PolicyGraph.of(project, policy("thin"), lock, messages::add).basis())
                .hasValueSatisfying(basis ->
                        assertThat(basis.q().data()).isEqualTo(reversal(32).data()));
    }

    @Test
    void aPolicyThatThinsNothingNeedsNoTensors() {
        String weightsAlone = graph("turned").basis().orElseThrow().fingerprint();
        PolicyGraph runs = PolicyGraph.of(project, policy("turned"), lock("turned", reversed(32)), messages::add);
        assertThat(runs.basis().orElseThrow().fingerprint()).isEqualTo(weightsAlone);
    }

    private void open(String policy) throws IOException {
        project.close();
        Path source = folder.resolve("tiny.rsp");
        Files.writeString(source, policy, StandardOpenOption.APPEND);
        project = ModelProject.open(source);
    }

    @Test
    void classesAndWeightFilesOfARotatedPolicyAreOthers() {
        assertThat(engine(graph("turned")).info().fingerprint())
                .isNotEqualTo(engine(graph("half")).info().fingerprint());
    }

    @Test
    void aNarrowModelNeedsNoCache() {
        graph("turned");
        assertThat(messages).isEmpty();
        assertThat(folder.resolve("tiny.rspfactors")).doesNotExist();
    }

    @Test
    void theBasisOfAWideModelIsComputedOnce() throws IOException {
        project.close();
        new TinyModel(16, 1024, 8, 1, 1, 1, 8, true, ElementType.F32).write(folder);
        project = ModelProject.open(folder.resolve("tiny.rsp"));
        String computed = graph("turned").basis().orElseThrow().fingerprint();
        assertThat(graph("turned").basis().orElseThrow().fingerprint()).isEqualTo(computed);
        assertThat(messages).singleElement().asString().startsWith("computing a basis of the residual stream (");
    }
}
