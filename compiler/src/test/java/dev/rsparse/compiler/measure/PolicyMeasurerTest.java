package dev.rsparse.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private Lock measure(Optional<Lock> before, String... names) {
        List<CheckedPolicy> policies = Arrays.stream(names)
                .map(name -> project.policy(Optional.of(name)))
                .toList();
        PolicyMeasurer measurer = new PolicyMeasurer(project, policies, "test");
        Calibration calibration = measurer.run(WINDOWS, done -> {});
        return measurer.lock(before, calibration, TEXT);
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
}
