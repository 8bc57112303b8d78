package dev.rsparse.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyMeasurerTest {

    private static final List<int[]> WINDOWS = List.of(
            new Random(1).ints(32, 2, 260).toArray(),
            new Random(2).ints(32, 2, 260).toArray());

    private static final Lock.Calibration TEXT =
            new Lock.Calibration("data.u16", "sha256:" + "0".repeat(64), 64, 2, 32);

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void open() {
        project = ModelProject.open(TinyModel.writeDefault(folder));
    }

    @AfterEach
    void close() {
        project.close();
    }

    private PolicyMeasurer measurer(String... names) {
        return measurer(Optional.empty(), names);
    }

    private PolicyMeasurer measurer(Optional<Lock> before, String... names) {
        List<CheckedPolicy> policies = Arrays.stream(names)
                .map(name -> project.policy(Optional.of(name)))
                .toList();
        return new PolicyMeasurer(project, policies, before, PolicyTensors.NONE, "test", message -> {});
    }

    private Lock measure(Optional<Lock> before, String... names) {
        PolicyMeasurer measurer = measurer(before, names);
        return measurer.lock(before, measurer.run(WINDOWS, done -> {}), TEXT);
    }

    @Test
    void measuresEveryThinnedLinear() {
        Lock lock = measure(Optional.empty(), "half");
        assertThat(lock.policies().get("half").sites()).hasSize(14);
    }

    @Test
    void linearsThatReadOneValueShareItsThreshold() {
        Map<String, Thinning> sites =
                measure(Optional.empty(), "half").policies().get("half").sites();
        assertThat(sites.get("layer[0].up").threshold())
                .isEqualTo(sites.get("layer[0].gate").threshold());
    }

    @Test
    void halfOfTheScoresOfANormedInputLieBelowItsThreshold() {
        float threshold = measure(Optional.empty(), "half")
                .policies()
                .get("half")
                .sites()
                .get("layer[0].q")
                .threshold();
        assertThat(threshold).isCloseTo(0.85f, within(0.15f));
    }

    @Test
    void keepsWhatTheLockHoldsOfOtherPolicies() {
        Lock before = measure(Optional.empty(), "half");
        Lock after = measure(Optional.of(before), "ranked");
        assertThat(after.policies().get("half")).isEqualTo(before.policies().get("half"));
    }

    private Map<String, Thinning> measured(String name, String rules) throws IOException {
        project.close();
        Files.writeString(
                folder.resolve("tiny.rsp"), "policy " + name + " { " + rules + " }\n", StandardOpenOption.APPEND);
        project = ModelProject.open(folder.resolve("tiny.rsp"));
        return measure(Optional.empty(), name).policies().get(name).sites();
    }

    @Test
    void linearsThatShareAMaskAreScoredTogether() throws IOException {
        Map<String, Thinning> shared =
                measured("shared", "select layer[*].{q,k,v,o} { rsparse; sparsity 50%; split 0.9; mask shared; }");
        Thinning q = shared.get("layer[1].q");
        assertThat(q.stack()).containsExactly("layer[1].q", "layer[1].k", "layer[1].v");
        assertThat(shared.get("layer[1].v").threshold()).isEqualTo(q.threshold());
        assertThat(shared.get("layer[1].o").stack()).isEmpty();
        // The squares of three matrices are more than those of one.
        float alone = measured("alone", "select layer[*].{q,k,v,o} { rsparse; sparsity 50%; split 0.9; }")
                .get("layer[1].q")
                .threshold();
        assertThat(q.threshold()).isGreaterThan(alone);
    }

    @Test
    void aSharedMaskWithoutNormsIsNothingNew() throws IOException {
        assertThat(measured("shared", "select layer[*].{q,k,v} { rsparse; sparsity 50%; mask shared; }")
                        .values())
                .allSatisfy(thinning -> assertThat(thinning.stack()).isEmpty());
    }

    @Test
    void measuresWhatASearchChoseAnew() throws IOException {
        project.close();
        Files.writeString(folder.resolve("tiny.rsp"), """
                policy tuned for Tiny {
                  default { rsparse; }
                  select head { dense; }
                  tune layer[*].* { budget mean 50%; }
                }
                """, StandardOpenOption.APPEND);
        project = ModelProject.open(folder.resolve("tiny.rsp"));
        Lock begun = measure(Optional.empty(), "tuned");
        Lock.Calibration source = begun.policies().get("tuned").calibration();
        Lock.Tuning tuning = new Lock.Tuning("allocate", "kl", 0.5, 0, source.digest());
        Map<String, Thinning> found = Map.of("layer[0].q", Thinning.columns(0.9, 1, 0, 0, 0, Phase.DECODE));
        Lock tuned = begun.withPolicy("tuned", new Lock.Policy(source, false, "", found, Optional.of(tuning)));
        Lock.Policy after = measure(Optional.of(tuned), "tuned").policies().get("tuned");
        assertThat(after.tuning()).contains(tuning);
        assertThat(after.sites()).containsOnlyKeys("layer[0].q");
        assertThat(after.sites().get("layer[0].q").threshold())
                .isGreaterThan(
                        begun.policies().get("tuned").sites().get("layer[0].q").threshold());
    }

    @Test
    void beginsANewLockForOtherWeights() {
        Lock before = measure(Optional.empty(), "half");
        Map<String, String> otherWeights = Map.of("model.safetensors", "sha256:" + "0".repeat(64));
        Lock other = new Lock(before.tool(), before.model(), otherWeights, before.policies());
        assertThat(measure(Optional.of(other), "ranked").policies()).containsOnlyKeys("ranked");
    }

    @Test
    void saysWhatWasMeasuredOn() {
        assertThat(measure(Optional.empty(), "half").policies().get("half").calibration())
                .isEqualTo(TEXT);
    }

    @Test
    void refusesActivationsThatAreNotFinite() throws IOException {
        project.close();
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        // NaN as the first element of the first token's row of the embedding, which comes first in the file.
        int embedding = bytes.length - 46144;
        bytes[embedding + 2 * 32 * WINDOWS.getFirst()[0] + 1] = 0x7f;
        bytes[embedding + 2 * 32 * WINDOWS.getFirst()[0]] = (byte) 0xc0;
        Files.write(weights, bytes);
        project = ModelProject.open(folder.resolve("tiny.rsp"));
        assertThatThrownBy(() -> measure(Optional.empty(), "half"))
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        problem -> assertThat(problem.diagnostics())
                                .singleElement()
                                .satisfies(diagnostic ->
                                        assertThat(diagnostic.code()).hasToString("E0507")));
    }

    /// The policy `half` once more, rotated.
    private void addRotatedPolicy() throws IOException {
        project.close();
        Files.writeString(folder.resolve("tiny.rsp"), """
                policy turned for Tiny {
                  rotate residual;
                  default { dense; }
                  select op(linear) in layer[*] { rsparse; sparsity 50%; split 1.0; phase decode; }
                }
                """, StandardOpenOption.APPEND);
        project = ModelProject.open(folder.resolve("tiny.rsp"));
    }

    @Test
    void measuresARotatedPolicyOnTheRotatedModel() throws IOException {
        addRotatedPolicy();
        Map<String, Lock.Policy> policies =
                measure(Optional.empty(), "half", "turned").policies();
        Map<String, Thinning> plain = policies.get("half").sites();
        Map<String, Thinning> turned = policies.get("turned").sites();
        assertThat(turned).hasSameSizeAs(plain);
        assertThat(turned.get("layer[0].q").threshold())
                .isNotEqualTo(plain.get("layer[0].q").threshold());
        // The input of down lies beside the stream.
        assertThat(turned.get("layer[0].down").threshold())
                .isCloseTo(plain.get("layer[0].down").threshold(), withinPercentage(0.1));
    }

    @Test
    void theLockSaysWhichPoliciesWereRotated() throws IOException {
        addRotatedPolicy();
        Map<String, Lock.Policy> policies =
                measure(Optional.empty(), "half", "turned").policies();
        assertThat(policies.get("half").rotated()).isFalse();
        assertThat(policies.get("turned").rotated()).isTrue();
    }

    @Test
    void oneBasisTakesOnePass() throws IOException {
        addRotatedPolicy();
        assertThat(measurer("half", "ranked").passes()).containsOnlyKeys(false);
        assertThat(measurer("half", "turned").passes()).containsOnlyKeys(false, true);
    }

    @Test
    void tellsTheWindowsOfAllPasses() throws IOException {
        addRotatedPolicy();
        List<Integer> done = new ArrayList<>();
        measurer("half", "turned").run(WINDOWS, done::add);
        assertThat(done).containsExactly(1, 2, 3, 4);
    }
}
