package dev.rsparse.compiler.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.LlamaGraphs.Shape;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Judge;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every search meets its budget, gives the same plan for the same seed, and one that looks at the text is no worse
/// on it than the uniform plan.
class SearchTest {

    private static final Shape SHAPE = new Shape(50, 32, 48, 2, 4, 2, 8);

    @TempDir
    static Path folder;

    private static Checkpoint checkpoint;
    private static Workers workers;
    private static TunedModel model;
    /// The same with one mask for q, k and v of each layer, and one for gate and up.
    private static TunedModel sharing;
    private static final List<int[]> WINDOWS = windows();

    private static List<int[]> windows() {
        SplittableRandom random = new SplittableRandom(5);
        List<int[]> windows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            windows.add(random.ints(48, 0, 50).toArray());
        }
        return windows;
    }

    @BeforeAll
    static void open() throws InterruptedException {
        Graph graph = LlamaGraphs.llama(SHAPE, DType.F32);
        checkpoint = TestWeights.write(folder, graph, ElementType.F32, 7);
        workers = new Workers(2);
        Interpreter interpreter = new Interpreter(graph, checkpoint);
        List<String> sites = graph.nodes().stream()
                .filter(node ->
                        node instanceof Node.Linear && !node.at().scope().isEmpty())
                .map(node -> ((Node.Linear) node).weight().path())
                .toList();
        Map<String, float[]> rows = new Survey(interpreter, WINDOWS, workers, _ -> {}).rowScales();
        model = new TunedModel(interpreter, checkpoint, sites, rows, List.of());
        List<List<String>> shared = new ArrayList<>();
        for (String layer : List.of("layer[0]", "layer[1]")) {
            shared.add(List.of(layer + ".q", layer + ".k", layer + ".v"));
            shared.add(List.of(layer + ".gate", layer + ".up"));
        }
        sharing = new TunedModel(interpreter, checkpoint, sites, rows, shared);
    }

    @AfterAll
    static void close() {
        workers.close();
        checkpoint.close();
    }

    private static SearchContext context(double budget, List<Double> splits, List<Double> losses)
            throws InterruptedException {
        return context(model, budget, splits, losses);
    }

    private static SearchContext context(TunedModel model, double budget, List<Double> splits, List<Double> losses)
            throws InterruptedException {
        Map<String, Double> sites = new TreeMap<>();
        model.sites().forEach(site -> sites.put(site, 1.0));
        SearchTask task = new SearchTask(sites, 0, 0.9, splits, Set.of(Skip.values()), budget, 3);
        return new SearchContext(model, task, WINDOWS, Judge.Objective.KL, -1, workers, reporter(losses));
    }

    private static SearchContext.Reporter reporter(List<Double> losses) {
        return new SearchContext.Reporter() {
            @Override
            public void phase(String what, int steps) {}

            @Override
            public void done(int steps) {}

            @Override
            public void better(Plan plan, double loss) {
                losses.add(loss);
            }
        };
    }

    private static Search search(String name) {
        return switch (name) {
            case "uniform" -> new UniformSearch();
            case "allocate" -> new AllocateSearch(4);
            case "evolve" -> new EvolveSearch(6, 2);
            case "teal" -> new TealSearch(2);
            default -> new CatsSearch();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "allocate", "evolve", "teal", "cats"})
    void meetsTheBudgetAndIsReproducible(String name) throws InterruptedException {
        List<Double> losses = new ArrayList<>();
        Plan plan = search(name).search(context(0.7, List.of(1.0), losses));
        assertThat(model.kept(plan)).isBetween(0.65, 0.7 + 1e-6);
        assertThat(losses).isNotEmpty().isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(search(name).search(context(0.7, List.of(1.0), losses))).isEqualTo(plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "allocate", "evolve", "teal"})
    void linearsThatShareAMaskKeepTheSameChannels(String name) throws InterruptedException {
        SearchContext context = context(sharing, 0.7, List.of(1.0, 0.9), new ArrayList<>());
        Plan plan = search(name).search(context);
        assertThat(sharing.kept(plan)).isBetween(0.65, 0.7 + 1e-6);
        Map<String, Mask> masks = new Prefix(sharing, WINDOWS, -1, 1, workers).thresholds(plan, _ -> {});
        assertThat(masks).isNotEmpty();
        sharing.units()
                .forEach(unit -> unit.forEach(site -> {
                    assertThat(plan.sparsity(site)).as(site).isEqualTo(plan.sparsity(unit.getFirst()));
                    if (masks.containsKey(site)) {
                        Mask first = masks.get(unit.getFirst());
                        assertThat(masks.get(site).threshold()).as(site).isEqualTo(first.threshold());
                        assertThat(masks.get(site).scale()).as(site).isEqualTo(first.scale());
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "allocate", "evolve", "teal", "cats"})
    void saysWhatCanBeReachedWhenTheBudgetCannot(String name) {
        assertThatThrownBy(() -> search(name).search(context(0.05, List.of(1.0), new ArrayList<>())))
                .isInstanceOfSatisfying(
                        Search.BudgetException.class,
                        problem -> assertThat(problem.least()).isGreaterThan(0.09));
    }

    /// The paper's search: one sparsity for all, and only splits differ. A rank of one may be more than a split gives.
    @Test
    void splitsAloneMayEvolve() throws InterruptedException {
        Map<String, Double> sites = new TreeMap<>();
        model.sites().forEach(site -> sites.put(site, 1.0));
        SearchTask task = new SearchTask(sites, 0.5, 0.5, List.of(1.0, 0.99, 0.9), Set.of(Skip.COLUMNS), 0.5, 3);
        SearchContext context =
                new SearchContext(model, task, WINDOWS, Judge.Objective.NLL, -1, workers, reporter(new ArrayList<>()));
        Plan plan = new EvolveSearch(6, 2).search(context);
        assertThat(plan.parts().values()).allMatch(part -> part.sparsity() == 0.5);
        assertThat(model.kept(plan)).isBetween(0.45, 0.5 + 1e-6);
    }

    @Test
    void allocationIsNoWorseThanUniform() throws InterruptedException {
        SearchContext context = context(0.6, List.of(1.0, 0.9), new ArrayList<>());
        double allocated =
                context.trials().run(new AllocateSearch(4).search(context)).loss();
        double uniform =
                context.trials().run(UniformSearch.plan(context.task(), 0.4, 1)).loss();
        assertThat(allocated).isLessThanOrEqualTo(uniform);
    }

    @Test
    void aTrialThatGoesOnFromAnotherIsTheTrialAlone() throws InterruptedException {
        SearchContext context = context(0.6, List.of(1.0), new ArrayList<>());
        Plan plan = UniformSearch.plan(context.task(), 0.4, 1);
        Trial before = context.trials().run(plan);
        Plan changed = plan.with(new Plan.Part(Choice.rows("layer[1].up", 1), 0.5));
        Trial after = context.trials().run(changed, Optional.of(before));
        assertThat(after.loss()).isEqualTo(context.trials().run(changed).loss());
        assertThat(after.masks().keySet()).isEqualTo(before.masks().keySet());
    }

    @Test
    void thresholdsReadThroughTheThinnedPrefixKeepWhatThePlanSays() throws InterruptedException {
        SearchContext context = context(0.6, List.of(1.0), new ArrayList<>());
        Masks masks = new Masks(new Prefix(model, WINDOWS, -1, 1, workers)
                .thresholds(UniformSearch.plan(context.task(), 0.4, 1), _ -> {}));
        context.judge().loss(masks);
        assertThat(masks.density())
                .hasSize(14)
                .allSatisfy((_, share) -> assertThat(share).isCloseTo(0.6, within(0.005)));
    }

    @Test
    void theDenseModelHasNoLoss() throws InterruptedException {
        for (Judge.Objective objective : Judge.Objective.values()) {
            Judge judge = new Judge(model.interpreter(), WINDOWS, objective, workers);
            assertThat(judge.loss(Masks.NONE)).isCloseTo(0, within(1e-5));
        }
    }
}
