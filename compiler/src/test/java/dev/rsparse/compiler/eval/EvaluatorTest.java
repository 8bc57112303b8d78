package dev.rsparse.compiler.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {

    @TempDir
    static Path folder;

    private static final int PROMPT = 12;
    private static final List<int[]> WINDOWS = windows();

    private static ModelProject project;
    private static CompiledModel dense;
    private static CompiledModel thinned;

    @BeforeAll
    static void compile() {
        project = ModelProject.open(TinyModel.writeDefault(folder));
        Map<String, Thinning> sites = new PolicyResolver(project, project.policy(Optional.of("half"))).asked();
        sites.replaceAll((site, thinning) -> thinning.withThreshold(0.5f));
        dense = compile("dense", Map.of());
        thinned = compile("half", sites);
    }

    private static CompiledModel compile(String policy, Map<String, Thinning> sites) {
        return Engine.compile(project.model().graph(), policy, sites, StripLayout.F32, project.config(), Set.of())
                .load(project.checkpoint(), FactorSource.none());
    }

    @AfterAll
    static void close() {
        dense.close();
        thinned.close();
        project.close();
    }

    private static List<int[]> windows() {
        Random random = new Random(5);
        List<int[]> windows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            windows.add(random.ints(30, 0, TinyModel.DEFAULT.vocabulary()).toArray());
        }
        return windows;
    }

    private static Evaluator.Result run(CompiledModel model, Phase phase, List<int[]> windows)
            throws InterruptedException {
        return new Evaluator(model, phase, PROMPT).run(windows, 2, done -> {});
    }

    /// Nats of `ids[from..]`, from logits token by token in double precision.
    private static double loss(CompiledModel model, int[] ids, int from) {
        double[] sum = {0};
        model.newSession(ids.length).prefill(ids, false, (position, logits, at) -> {
            if (position + 1 >= from && position + 1 < ids.length) {
                double total = 0;
                for (int i = 0; i < model.info().vocabulary(); i++) {
                    total += Math.exp(logits[at + i]);
                }
                sum[0] += Math.log(total) - logits[at + ids[position + 1]];
            }
        });
        return sum[0];
    }

    @Test
    void scoresEveryTokenButTheFirst() throws InterruptedException {
        double expected =
                WINDOWS.stream().mapToDouble(ids -> loss(dense, ids, 1)).sum() / (5 * 29);
        assertThat(run(dense, Phase.ALL, WINDOWS).nll()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void scoresOnlyWhatFollowsThePromptInPhaseDecode() throws InterruptedException {
        double expected =
                WINDOWS.stream().mapToDouble(ids -> loss(dense, ids, PROMPT)).sum() / (5 * (30 - PROMPT));
        assertThat(run(dense, Phase.DECODE, WINDOWS).nll()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void countsTokensReadAndPredicted() throws InterruptedException {
        Evaluator.Result result = run(dense, Phase.DECODE, WINDOWS);
        assertThat(result.tokens()).isEqualTo(150);
        assertThat(result.scored()).isEqualTo(5 * (30 - PROMPT));
    }

    @Test
    void promptOfAThinnedModelIsDenseInPhaseDecode() throws InterruptedException {
        List<int[]> upToFirstScored = List.of(Arrays.copyOf(WINDOWS.getFirst(), PROMPT + 1));
        assertThat(run(thinned, Phase.DECODE, upToFirstScored).nll())
                .isEqualTo(run(dense, Phase.DECODE, upToFirstScored).nll());
    }

    @Test
    void everyTokenOfAThinnedModelIsThinnedInPhaseAll() throws InterruptedException {
        List<int[]> upToFirstScored = List.of(Arrays.copyOf(WINDOWS.getFirst(), PROMPT + 1));
        assertThat(run(thinned, Phase.ALL, upToFirstScored).nll())
                .isNotEqualTo(run(dense, Phase.ALL, upToFirstScored).nll());
    }

    @Test
    void keptBytesOfADenseModelAreAll() throws InterruptedException {
        assertThat(run(dense, Phase.ALL, WINDOWS).keptBytes()).isEqualTo(1);
    }

    @Test
    void keptBytesCountTheMasksAsTheyFell() throws InterruptedException {
        assertThat(run(thinned, Phase.ALL, WINDOWS).keptBytes()).isStrictlyBetween(0.2, 0.8);
    }

    @Test
    void moreThreadsGiveTheSameResult() throws InterruptedException {
        Evaluator evaluator = new Evaluator(thinned, Phase.ALL, PROMPT);
        assertThat(evaluator.run(WINDOWS, 4, done -> {})).isEqualTo(evaluator.run(WINDOWS, 1, done -> {}));
    }

    @Test
    void tellsEveryWindowThatIsDone() throws InterruptedException {
        List<Integer> told = new ArrayList<>();
        new Evaluator(dense, Phase.ALL, PROMPT).run(WINDOWS, 1, told::add);
        assertThat(told).containsExactly(1, 2, 3, 4, 5);
    }
}
