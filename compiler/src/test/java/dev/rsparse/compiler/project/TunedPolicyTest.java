package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.lock.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the lock's word counts for when a policy leaves its figures to a search.
class TunedPolicyTest {

    private static final String POLICY = """
            policy tuned {
              select op(linear) in layer[*] { rsparse; }
              select layer[0].q { sparsity 20%; }
              select head { rsparse; sparsity 30%; }
              tune layer[*].* { search sparsity in 0%..80%, split in {1.0, 0.9} budget mean 50%; }
            }
            """;

    /// All but a linear that the search left dense: 14 of layers and the head.
    private static final String ASSERTED = "assert sites == 15, kept bytes <= 60%; }";

    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final Lock.Tuning TUNING = new Lock.Tuning("allocate", "kl", 0.5, 0, DIGEST);

    @TempDir
    Path folder;

    private ModelProject project;
    private PolicyResolver resolver;

    /// What the lock holds: of layer 0 what a search left of it, and the head.
    private final Map<String, Thinning> sites = new TreeMap<>(Map.of(
            "layer[0].q", Thinning.columns(0.8, 0.9, 3, 0, 0.5f, Phase.DECODE),
            "layer[0].up", new Thinning(Skip.ROWS, 0.7, 1, 0, 0, 0.25f, Phase.DECODE),
            "head", Thinning.columns(0.3, 1, 0, 0, 0.125f, Phase.DECODE)));

    @BeforeEach
    void open() throws IOException {
        Path source = TinyModel.writeDefault(folder);
        Files.writeString(source, POLICY, StandardOpenOption.APPEND);
        project = ModelProject.open(source);
        resolver = new PolicyResolver(project, project.policy(Optional.of("tuned")));
    }

    @AfterEach
    void close() {
        project.close();
    }

    private Optional<Lock> lock(Optional<Lock.Tuning> tuning) {
        Lock.Calibration calibration = new Lock.Calibration("text", DIGEST, 1, 1, 1);
        Map<String, Lock.Policy> policies = Map.of("tuned", new Lock.Policy(calibration, false, "", sites, tuning));
        return Optional.of(new Lock("test", "Tiny", project.checkpoint().digests(), policies));
    }

    private void refuses(Optional<Lock> lock, String change) {
        assertThatThrownBy(() -> resolver.measured(lock))
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        problem -> assertThat(problem.diagnostics().getFirst().message())
                                .isEqualTo("policy 'tuned' changed since the lock was written: " + change));
    }

    @Test
    void beginsAtItsOwnSparsityOrAtTheMean() {
        assertThat(resolver.asked().get("layer[0].q").sparsity()).isEqualTo(0.2);
        assertThat(resolver.asked().get("layer[1].q").sparsity()).isEqualTo(0.5);
    }

    @Test
    void takesWhatTheSearchChoseAndLeavesTheRestDense() {
        assertThat(resolver.measured(lock(Optional.of(TUNING)))).isEqualTo(sites);
    }

    @Test
    void takesWhatIsCalibratedBeforeAnySearch() {
        sites.clear();
        resolver.asked().forEach((site, thinning) -> sites.put(site, thinning.withThreshold(0.5f)));
        assertThat(resolver.measured(lock(Optional.empty()))).isEqualTo(sites);
    }

    @Test
    void refusesFiguresThatNoSearchChose() {
        refuses(lock(Optional.empty()), "layer[0].q is not as it was");
    }

    @Test
    void refusesWhatWasTunedForAnotherBudgetOrObjective() {
        refuses(lock(Optional.of(new Lock.Tuning("allocate", "kl", 0.4, 0, DIGEST))), "its tune is not as it was");
        refuses(
                lock(Optional.of(new Lock.Tuning("allocate", "perplexity", 0.5, 0, DIGEST))),
                "its tune is not as it was");
    }

    @Test
    void takesWhatAnotherSearchChoseForTheSameEnd() {
        assertThat(resolver.measured(lock(Optional.of(new Lock.Tuning("teal", "kl", 0.5, 0, DIGEST)))))
                .isEqualTo(sites);
    }

    @Test
    void refusesFiguresOutsideTheBounds() {
        for (Thinning outside : new Thinning[] {
            Thinning.columns(0.81, 1, 0, 0, 0, Phase.DECODE),
            Thinning.columns(0.5, 0.95, 2, 0, 0, Phase.DECODE),
            Thinning.columns(0.5, 1, 33, 0, 0, Phase.DECODE),
            Thinning.columns(0.5, 1, 0, 1, 0, Phase.DECODE),
            Thinning.columns(0.5, 1, 0, 0, 0, Phase.ALL),
            new Thinning(Skip.ROWS, 0.5, 1, 0, 0, 0, Phase.DECODE)
        }) {
            sites.put("layer[0].q", outside);
            refuses(lock(Optional.of(TUNING)), "layer[0].q is not what its tune allows");
        }
    }

    @Test
    void linearsThatAreNotTunedMustBeAsTheyWere() {
        sites.remove("head");
        refuses(lock(Optional.of(TUNING)), "head is not in it");
    }

    @Test
    void whatASearchLeavesDenseCountsAsThinnedByNothing() throws IOException {
        project.close();
        Path source = folder.resolve("tiny.rsp");
        String text = Files.readString(source);
        Files.writeString(source, text.substring(0, text.lastIndexOf('}')) + ASSERTED);
        project = ModelProject.open(source);
        resolver = new PolicyResolver(project, project.policy(Optional.of("tuned")));
        assertThatThrownBy(() -> resolver.measured(lock(Optional.of(TUNING))))
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        problem -> assertThat(problem.diagnostics())
                                .singleElement()
                                .satisfies(failure -> assertThat(failure.message())
                                        .startsWith("policy 'tuned' has kept bytes 8")
                                        .endsWith("%, asserted to be at most 60%")));
        resolver.asked().forEach((site, thinning) -> sites.put(site, thinning));
        sites.keySet().removeIf(site -> site.equals("layer[1].k"));
        assertThat(resolver.measured(lock(Optional.of(TUNING)))).hasSize(14);
    }

    @Test
    void keepsWhatTheSearchChoseToMeasureItAnew() {
        PolicyResolver.Chosen chosen = resolver.chosen(lock(Optional.of(TUNING)));
        sites.replaceAll((_, thinning) -> thinning.withThreshold(0));
        assertThat(chosen.sites()).isEqualTo(sites);
        assertThat(chosen.tuning()).contains(TUNING);
    }

    @Test
    void measuresWhatIsAskedWhenTheSearchWasAnother() {
        Lock.Tuning other = new Lock.Tuning("allocate", "kl", 0.4, 0, DIGEST);
        PolicyResolver.Chosen asked = new PolicyResolver.Chosen(resolver.asked(), Optional.empty(), Optional.empty());
        PolicyResolver.Chosen unfit = resolver.chosen(lock(Optional.of(other)));
        assertThat(unfit.sites()).isEqualTo(resolver.asked());
        assertThat(unfit.tuning()).isEmpty();
        assertThat(unfit.unfit()).contains("its tune is not as it was");
        assertThat(resolver.chosen(lock(Optional.empty()))).isEqualTo(asked);
        assertThat(resolver.chosen(Optional.empty())).isEqualTo(asked);
    }

    @Test
    void measuresWhatIsAskedOfOtherWeights() {
        Lock found = lock(Optional.of(TUNING)).orElseThrow();
        Lock other = new Lock(found.tool(), found.model(), Map.of("model.safetensors", DIGEST), found.policies());
        assertThat(resolver.chosen(Optional.of(other)).tuning()).isEmpty();
    }
}
