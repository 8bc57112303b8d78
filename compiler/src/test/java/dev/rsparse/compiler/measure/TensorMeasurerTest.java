package dev.rsparse.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import dev.rsparse.compiler.rewrite.RotateResidual;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorMeasurerTest {

    private static final String POLICIES = """
            policy turned for Tiny {
              rotate residual;
              default { dense; }
              select op(linear) in layer[*] { rsparse; sparsity 50%; }
            }
            policy cats for Tiny {
              default { dense; }
              select layer[0].{up,down} { rsparse; sparsity 0%; }
              select layer[0].up { skip rows; sparsity 50%; gamma 1; }
            }
            policy plainCats for Tiny {
              default { dense; }
              select layer[*].{up,down} { rsparse; sparsity 0%; }
              select layer[*].up { skip rows; sparsity 50%; }
            }
            """;

    /// More than are held at a time.
    private static final List<int[]> WINDOWS = Stream.iterate(1, seed -> seed + 1)
            .limit(20)
            .map(seed -> new Random(seed).ints(32, 2, 260).toArray())
            .toList();

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void open() throws IOException {
        Path source = TinyModel.writeDefault(folder);
        Files.writeString(source, POLICIES, StandardOpenOption.APPEND);
        project = ModelProject.open(source);
    }

    @AfterEach
    void close() {
        project.close();
    }

    private CheckedPolicy policy(String name) {
        return project.policy(Optional.of(name));
    }

    private PolicyTensors measure(String policy) throws InterruptedException {
        return measureTogether(policy)
                .usedBy(policy(policy).rotated(), new PolicyResolver(project, policy(policy)).asked());
    }

    private PolicyTensors measureTogether(String... policies) throws InterruptedException {
        return TensorMeasurer.of(project, Stream.of(policies).map(this::policy).toList())
                .run(WINDOWS, done -> {});
    }

    @Test
    void aRotatedPolicyHasABasisOfTheTextToo() throws InterruptedException {
        PolicyTensors tensors = measure("turned");
        assertThat(tensors.rowScales()).isEmpty();
        RotateResidual.Rotated graph = PolicyGraph.rotate(project, policy("turned"));
        ResidualBasis weightsAlone = ResidualBasis.of(graph, project.checkpoint(), false, Optional.empty(), 0);
        assertThat(tensors.basis().orElseThrow().width()).isEqualTo(32);
        assertThat(tensors.basis().orElseThrow().fingerprint()).isNotEqualTo(weightsAlone.fingerprint());
    }

    @Test
    void onlyScaledRowsNeedTheirUsualOutputs() throws InterruptedException {
        assertThat(measure("cats").rowScales()).containsOnlyKeys("layer[0].up");
        assertThat(measure("plainCats").isEmpty()).isTrue();
        assertThat(measure("half").isEmpty()).isTrue();
    }

    @Test
    void policiesMeasuredTogetherHaveWhatEachHasAlone() throws InterruptedException {
        PolicyTensors together = measureTogether("turned", "cats", "half");
        assertThat(together.basis().orElseThrow().fingerprint())
                .isEqualTo(measure("turned").basis().orElseThrow().fingerprint());
        assertThat(together.rowScales().get("layer[0].up"))
                .isEqualTo(measure("cats").rowScales().get("layer[0].up"));
    }

    @Test
    void rowScalesAreRootMeanSquaresOfTheOutputs() throws InterruptedException {
        Value output = project.model().graph().nodes().stream()
                .filter(node -> node instanceof Node.Linear linear
                        && linear.weight().path().equals("layer[0].up"))
                .findFirst()
                .orElseThrow()
                .output();
        Engine engine = Engine.compile(
                project.model().graph(), "dense", Map.of(), StripLayout.F32, project.config(), Set.of(output));
        double[] squares = new double[44];
        try (CompiledModel model = engine.load(project.checkpoint(), FactorSource.none())) {
            Session session = model.newSession(32);
            for (int[] window : WINDOWS) {
                session.reset();
                session.workspace().setProbe((value, x, rows, stride) -> addSquares(x, rows, stride, squares));
                session.prefill(window);
            }
        }
        float[] scales = measure("cats").rowScales().get("layer[0].up");
        for (int i = 0; i < squares.length; i++) {
            assertThat((double) scales[i]).isCloseTo(Math.sqrt(squares[i] / (20 * 32)), within(1e-5));
        }
    }

    private static void addSquares(float[] x, int rows, int stride, double[] squares) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < squares.length; i++) {
                squares[i] += (double) x[row * stride + i] * x[row * stride + i];
            }
        }
    }

    @Test
    void countsTheWindowsOfAllPasses() throws InterruptedException {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        TensorMeasurer measurer = TensorMeasurer.of(project, List.of(policy("turned"), policy("cats")));
        measurer.run(WINDOWS, done::add);
        assertThat(measurer.passes()).isEqualTo(2);
        assertThat(done).hasSize(40).contains(1, 40).doesNotHaveDuplicates();
    }
}
