package dev.rsparse.golden;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.eval.Evaluator;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.KnownWindows;
import dev.rsparse.compiler.measure.Measurement;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Policies that treat all linears of all layers alike, measured as the oracles were: every token thinned,
/// thresholds from 16 windows of training text.
final class UniformRecipe {

    /// What losses are taken over.
    static final String TEXT = "tokens/valid.u16";

    /// What thresholds are measured on.
    static final String CALIBRATION = "tokens/calib.u16";

    static final int CALIBRATION_WINDOWS = 16;

    private UniformRecipe() {}

    /// A policy for the example's source.
    ///
    /// @param properties beside the sparsity, such as `split 0.9;`
    static String policy(String name, int sparsity, String properties) {
        return "policy " + name + " for Quill { default { dense; } select op(linear) in layer[*] { rsparse; sparsity "
                + sparsity + "%; " + properties + " phase all; } }\n";
    }

    /// Thresholds of these policies.
    static Lock measured(ModelProject project, List<String> names) throws IOException {
        List<CheckedPolicy> policies =
                names.stream().map(name -> project.policy(Optional.of(name))).toList();
        PolicyMeasurer measurer =
                new PolicyMeasurer(project, policies, Optional.empty(), PolicyTensors.NONE, "test", message -> {});
        List<int[]> windows = SharedFolder.windows(CALIBRATION, CALIBRATION_WINDOWS);
        Measurement measurement = measurer.run(windows, done -> {});
        return measurer.lock(Optional.empty(), measurement, text(windows));
    }

    private static Lock.Calibration text(List<int[]> windows) {
        return new KnownWindows(
                        new TextIdentity(
                                CALIBRATION,
                                Optional.empty(),
                                OptionalLong.empty(),
                                windows.size(),
                                SharedFolder.WINDOW),
                        windows)
                .calibration(0);
    }

    /// Mean loss in nats per token over the first `windows` of the text.
    static double loss(ModelProject project, String policy, Optional<Lock> lock, int windows)
            throws IOException, InterruptedException {
        return loss(project, policy, lock, windows, StripLayout.BF16);
    }

    /// The same with weights and factors kept in `format`.
    static double loss(ModelProject project, String policy, Optional<Lock> lock, int windows, StripLayout format)
            throws IOException, InterruptedException {
        try (CompiledModel model = Quill.compile(project, policy, format, lock).model()) {
            return new Evaluator(model, Phase.ALL, 1)
                    .run(
                            SharedFolder.windows(TEXT, windows),
                            Runtime.getRuntime().availableProcessors(),
                            done -> {})
                    .nll();
        }
    }
}
