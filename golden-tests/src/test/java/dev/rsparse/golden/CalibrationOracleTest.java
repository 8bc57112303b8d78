package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.Measurement;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The lock of the example model against one measured anew on the text it names.
@Tag("shared")
class CalibrationOracleTest {

    private static final String TEXT = "tokens/calib.u16";

    /// Activations differ in their last digits where vectors have another width.
    private static final double PERCENT = 0.1;

    @Test
    void measuringAnewGivesTheCommittedLock() throws IOException {
        SharedFolder.require(TEXT);
        List<int[]> windows = SharedFolder.windows(TEXT, 16);
        try (ModelProject project = ModelProject.open(Quill.SOURCE)) {
            Lock committed =
                    measuredOn("calib.u16", LockStore.of(project).read().orElseThrow());
            List<CheckedPolicy> policies = committed.policies().keySet().stream()
                    .map(name -> project.policy(Optional.of(name)))
                    .toList();
            PolicyMeasurer measurer = new PolicyMeasurer(
                    project, policies, Optional.empty(), PolicyTensors.NONE, committed.tool(), message -> {});
            Measurement measurement = measurer.run(windows, done -> {});
            Lock.Calibration text =
                    committed.policies().values().iterator().next().calibration();
            Lock measured = measurer.lock(Optional.empty(), measurement, text);
            Map<String, Float> thresholds = thresholds(measured);
            assertThat(thresholds).hasSameSizeAs(thresholds(committed));
            thresholds(committed)
                    .forEach((site, threshold) ->
                            assertThat(thresholds.get(site)).as(site).isCloseTo(threshold, withinPercentage(PERCENT)));
        }
    }

    /// The lock with the policies alone that were calibrated on that text; a tuned one is measured otherwise.
    private static Lock measuredOn(String text, Lock lock) {
        Map<String, Lock.Policy> policies = new TreeMap<>(lock.policies());
        policies.values().removeIf(policy -> !policy.calibration().data().equals(text));
        assertThat(policies).isNotEmpty();
        return new Lock(lock.tool(), lock.model(), lock.weights(), policies);
    }

    private static Map<String, Float> thresholds(Lock lock) {
        Map<String, Float> thresholds = new TreeMap<>();
        lock.policies()
                .forEach((name, policy) -> policy.sites()
                        .forEach((String site, Thinning thinning) ->
                                thresholds.put(name + " " + site, thinning.threshold())));
        return thresholds;
    }
}
